import {closeSync, fdatasyncSync, openSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {tsImport} from 'tsx/esm/api'
import {bareNode, gt, medians, output} from './measure.mjs'
import {makeTown} from './town.mjs'

const many = 1000
const large = 1_000_000

/** Mail: what agents ask all the time, and much of it at once. */
export async function* mailRows({rounds, folder}) {
  yield checkRow({rounds, folder})
  const {mailTowns} = await tsImport('../plugins/mail/test/mail-towns.ts', import.meta.url)
  const {sendAs} = await tsImport('../plugins/mail/test/mail-acts.ts', import.meta.url)
  const towns = await mailTowns(['beads/nux', 'west:web/ann'], counted)
  try {
    yield await sendRow(towns, sendAs)
    yield await syncRow(towns, sendAs)
  } finally {
    towns.remove()
  }
  yield countRow({rounds, folder})
}

/** An inbox in which there is nothing new, as a hook asks. */
function checkRow({rounds, folder}) {
  const town = join(folder, 'mail')
  makeTown(town, {rigs: 1, polecats: 1})
  output('node', [gt, 'mail', 'send', 'mayor', '-s', 's', '-m', 'b', '--town', town, '--from', 'mayor'])
  const inTown = (...words) => ['sh', '-c', 'cd "$0" && exec "$@"', town, ...words]
  output('sh', inTown('node', gt, 'mail', 'check').slice(1))
  const [node, check] = medians([inTown(...bareNode), inTown('node', gt, 'mail', 'check')], rounds)
  return {
    what: 'gt mail check, nothing new / node -e 0',
    value: check / node,
    absolute: `${check.toFixed(0)} ms / ${node.toFixed(0)} ms`,
    bound: 2,
    aim: 1.3,
  }
}

/** A thousand sent at the same time in one process, against as many lines that are appended and synced one by one. */
async function sendRow(towns, sendAs) {
  const started = performance.now()
  const sent = Array.from({length: many}, (_, at) => sendAs(towns.hub, 'mayor', 'beads/nux', {subject: `${at}`}))
  const letters = await Promise.all(sent)
  const ours = performance.now() - started
  if (letters.some(({copies}) => copies[0].state !== 'delivered')) throw new Error('not all were delivered')
  const line = `${towns.read('hub/beads/.gastown/mail/nux/inbox.jsonl').split('\n')[0]}\n`
  const file = openSync(join(towns.root, 'lines'), 'a')
  const plainly = performance.now()
  for (let at = 0; at < many; at++) {
    writeSync(file, line)
    fdatasyncSync(file)
  }
  const theirs = performance.now() - plainly
  closeSync(file)
  return {
    what: `${many} sends at once / append and fdatasync of each`,
    value: ours / theirs,
    absolute: `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms, ${(theirs / ours).toFixed(1)} times the rate`,
    bound: 2,
    aim: 0.2,
  }
}

let trips = 0

/** Counts what is asked of a machine, each of which is a round trip at most. */
function counted(connection, machine) {
  if (machine === 'hub') return connection
  const asks = [
    'execute',
    'inspect',
    'readFile',
    'listDir',
    'stat',
    'realpath',
    'writeFile',
    'appendFile',
    'mkdirAll',
    'withLock',
  ]
  return new Proxy(connection, {
    get(target, name) {
      const value = target[name]
      if (typeof value !== 'function') return value
      return (...words) => {
        if (asks.includes(name)) trips++
        return value.apply(target, words)
      }
    },
  })
}

async function syncRow(towns, sendAs) {
  const {syncMail} = await tsImport('../plugins/mail/src/use-cases/sync-mail.ts', import.meta.url)
  towns.down.add('west')
  await Promise.all(
    Array.from({length: many}, (_, at) => sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: `${at}`})),
  )
  towns.down.delete('west')
  trips = 0
  const started = performance.now()
  const {delivered} = await syncMail(towns.hub)
  if (delivered !== many) throw new Error(`${delivered} of ${many} were delivered`)
  return {
    what: `${many} mails for one machine, delivered by one gt mail sync`,
    value: trips,
    unit: 'asks',
    absolute: `${(performance.now() - started).toFixed(0)} ms`,
    bound: 10,
    aim: 4,
  }
}

/** Of a million messages, once they were counted, how many are unread, against what reads a screen of it. */
function countRow({rounds, folder}) {
  const town = join(folder, 'mail')
  const inbox = join(town, 'mayor', 'mail', 'inbox.jsonl')
  const file = openSync(inbox, 'w')
  const body = 'x'.repeat(150)
  for (let at = 0; at < large; at += 1000) {
    const lines = Array.from({length: 1000}, (_, next) => {
      const id = String(at + next).padStart(16, '0')
      return `${JSON.stringify({v: 1, id, from: 'mayor', to: 'mayor', subject: 's', body, created_at: '2026-11-28T12:00:00Z'})}\n`
    })
    writeSync(file, lines.join(''))
  }
  closeSync(file)
  const status = ['node', gt, 'status', '--town', town]
  const empty = join(folder, 'no-mail')
  makeTown(empty, {rigs: 1, polecats: 1})
  output('node', [gt, 'status', '--town', town])
  const [counted, plain, tail] = medians(
    [status, ['node', gt, 'status', '--town', empty], ['tail', '-n', '100', inbox]],
    Math.max(3, rounds >> 2),
  )
  return {
    what: 'gt status with a million unread messages / without mail',
    value: counted / plain,
    absolute: `${counted.toFixed(0)} ms / ${plain.toFixed(0)} ms; tail -n 100 takes ${tail.toFixed(0)} ms`,
    bound: 1.2,
  }
}
