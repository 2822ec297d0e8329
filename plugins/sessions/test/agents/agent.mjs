// A program that behaves in its terminal as agents do: a composer at the bottom, pastes between marks, a dialog before it trusts a
// folder, work that takes a while, hooks. Each behaviour is a word of AGENT_BEHAVIOUR; what it was given is a line of AGENT_RECORD.
// Claude Code's are those of https://code.claude.com/docs/en/hooks ("Hook input", exit codes) and /interactive-mode (paste, Esc).
import {spawnSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {appendFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'

const words = process.argv.slice(2)
if (words[0] === '--version') {
  process.stdout.write(`${process.env.AGENT_VERSION ?? '2.1.300'} (an agent for tests)\n`)
  process.exit(0)
}
const behaviours = (process.env.AGENT_BEHAVIOUR ?? '').split(' ').filter((word) => word !== '')
const behaves = (name) => behaviours.some((word) => word === name || word.startsWith(`${name}=`))
const amount = (name, usual) => Number(behaviours.find((word) => word.startsWith(`${name}=`))?.split('=')[1] ?? usual)
const after = (flag) => words[words.indexOf(flag) + 1]
const record = (event) => {
  if (process.env.AGENT_RECORD)
    appendFileSync(process.env.AGENT_RECORD, `${JSON.stringify({...event, pid: process.pid})}\n`)
}
const settings = words.includes('--settings') ? JSON.parse(readFileSync(after('--settings'), 'utf8')) : {}
let conversation = words.includes('--resume')
  ? after('--resume')
  : words.includes('--session-id')
    ? after('--session-id')
    : 'none'

record({event: 'start', words, conversation, folder: process.cwd(), address: process.env.GT_ADDRESS ?? null})
if (behaves('forgets') && words.includes('--resume')) process.exit(1)
if (behaves('crash')) process.exit(amount('crash', 3))
if (behaves('ignores-term')) process.on('SIGTERM', () => undefined)

let draft = ''
let isBusy = false
let isAsking = behaves('trust') && !existsSync('.trusted')
let asked = 'Do you trust the files in this folder?\n\n  1. Yes, I trust this folder\n❯ 2. No, exit'
const transcript = []
let lastPaste = 0
let queue = []

const inbox = behaves('socket') ? await openInbox() : undefined

process.stdin.setRawMode?.(true)
process.stdin.resume()
process.stdout.write('\u001b[?2004h')
if (!isAsking) hook('SessionStart', {source: words.includes('--resume') ? 'resume' : 'startup'})
draw()

let pending = ''
process.stdin.on('data', (chunk) => {
  pending += chunk.toString('latin1')
  for (;;) {
    if (pending.startsWith('\u001b[200~')) {
      const end = pending.indexOf('\u001b[201~')
      if (end === -1) return
      const text = Buffer.from(pending.slice(6, end), 'latin1').toString('utf8')
      pending = pending.slice(end + 6)
      lastPaste = Date.now()
      draft += text
      record({event: 'paste', bytes: Buffer.byteLength(text)})
      continue
    }
    if ('\u001b[200~'.startsWith(pending) && pending !== '') return
    if (pending === '') break
    const key = pending[0]
    pending = pending.slice(1)
    press(key)
  }
  draw()
})

function press(key) {
  if (isAsking) {
    if (behaves('permission')) {
      if (key === '\r') record({event: 'approved'})
      return
    }
    if (key === '1') {
      isAsking = false
      writeFileSync('.trusted', '')
      hook('SessionStart', {source: 'startup'})
    } else if (key === '\r') {
      record({event: 'exit', why: 'Enter chose "No, exit"'})
      end(1)
    }
    return
  }
  if (key === '\r') {
    // Within a while after a paste it is a part of it: agent-of-empires#3355.
    if (Date.now() - lastPaste < amount('swallow', 100)) return record({event: 'swallowed'})
    submit()
  } else if (key === '\u0003') {
    if (draft === '' && !isBusy) end(0)
    draft = ''
  } else if (key === '\u007f') draft = draft.slice(0, -1)
  else draft += Buffer.from(key, 'latin1').toString('utf8')
}

function submit() {
  const text = draft
  draft = ''
  if (text === '') return
  if (text === '/exit') return end(0)
  if (behaves('deaf')) {
    draft = text
    return
  }
  record({event: 'prompt', text, whileBusy: isBusy})
  if (behaves('permission')) {
    isAsking = true
    asked = 'Do you want to proceed?\n\n\u276f 1. Yes\n  2. No'
    hook('UserPromptSubmit', {prompt: `${text} (told in other words)`})
    return
  }
  if (isBusy) queue.push(text)
  else work(text)
}

function work(text) {
  isBusy = true
  transcript.push(`> ${text.split('\n')[0].slice(0, 60)}`)
  hook('UserPromptSubmit', {prompt: text})
  draw()
  setTimeout(
    () => {
      isBusy = false
      transcript.push('● done')
      hook('Stop', {stop_hook_active: false})
      const next = queue.shift()
      if (next !== undefined) work(next)
      draw()
    },
    amount('busy', 300),
  )
}

function draw() {
  if (behaves('silent')) return
  const lines = isAsking
    ? asked.split('\n')
    : [
        ...transcript.slice(-8),
        // What was typed while it works stands above its composer until it is taken up.
        ...queue.map((text) => `  > ${text.split('\n')[0].slice(0, 60)}`),
        ...(isBusy ? ['✻ Working… (esc to interrupt)'] : []),
        '─'.repeat(40),
        `❯ ${draft.split('\n').join('\n  ')}`,
        '─'.repeat(40),
        '  ? for shortcuts',
      ]
  process.stdout.write(`\u001b[2J\u001b[H${lines.join('\r\n')}`)
}

function hook(name, more) {
  for (const {hooks = []} of settings.hooks?.[name] ?? []) {
    for (const {command} of hooks) {
      const input = JSON.stringify(
        {session_id: conversation, hook_event_name: name, cwd: process.cwd(), ...more},
        null,
        1,
      )
      const {stdout, status} = spawnSync('/bin/sh', ['-c', command], {
        input,
        env: {...process.env, ...socketVariables()},
      })
      record({event: 'hook', name, status, printed: stdout.toString()})
    }
  }
}

function socketVariables() {
  return inbox === undefined ? {} : {CLAUDE_CODE_MESSAGING_SOCKET: inbox.path, CLAUDE_CODE_MESSAGING_TOKEN: inbox.token}
}

/** A token first, then a line of JSON; at most 50 wait, and what was posted a moment ago is dropped: see the page on hooks. */
async function openInbox() {
  const path = join(tmpdir(), `agent-${process.pid}.sock`)
  const token = randomBytes(16).toString('hex')
  const recent = new Set()
  const server = createServer((socket) => {
    let text = ''
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => (text += chunk))
    socket.on('end', () => {
      const [auth, line] = text.split('\n').filter((part) => part !== '')
      if (JSON.parse(auth ?? '{}').token !== token) return record({event: 'unauthorized'})
      const {content} = JSON.parse(line ?? '{}').message ?? {}
      if (typeof content !== 'string' || recent.has(content) || queue.length >= 50) return record({event: 'dropped'})
      recent.add(content)
      record({event: 'prompt', text: content, whileBusy: isBusy, by: 'socket'})
      if (isBusy) queue.push(content)
      else work(content)
    })
  })
  await new Promise((resolve) => server.listen(path, resolve))
  process.on('exit', () => rmSync(path, {force: true}))
  return {path, token}
}

function end(code) {
  record({event: 'end', code})
  process.stdout.write('\u001b[?2004l')
  process.exit(code)
}
