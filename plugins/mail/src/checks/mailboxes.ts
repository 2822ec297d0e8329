import {relative} from 'node:path'
import {fail, pass, warn, type Finding, type WorkspaceCheck} from '@gt-town/contract'
import {shownAddress} from '../domain/absolute-address.js'
import {closeTornTail, setLinesAside} from '../operations/repair-mailbox.js'
import {inspectMailbox, usedMailboxes, type MailboxHealth} from '../operations/inspect-mailbox.js'
import {inboxOf, ownStation, type Mailbox} from '../operations/mail-place.js'
import {allMailboxes} from '../operations/mailboxes.js'

export const mailboxes: WorkspaceCheck = {
  id: 'mail/mailboxes',
  title: 'Mailboxes are readable',
  category: 'Mail',
  scope: 'workspace',
  description: `Reads every mailbox: whether it is a file of its own, whether all its lines are messages, and whether the last one is whole. A line that is no message hides no \
other; it may be one that was cut by a power failure, or written by something else.`,
  remedy:
    'Look at the lines. --fix closes a torn end, and copies lines that are no messages to inbox.jsonl.unreadable, where every byte of them is kept.',

  async run({connection, workspace}) {
    const place = {connection, workspace}
    const {used: boxes, temporary} = await usedMailboxes(place, await allMailboxes(place))
    const health = await Promise.all(boxes.map(async (mailbox) => inspectMailbox(place, mailbox)))
    const findings = boxes.flatMap((mailbox, at): Finding[] => {
      const found = health[at]
      return found ? findingsOf(mailbox, found, shownAddress(mailbox.address, ownStation(workspace))) : []
    })
    if (temporary.length > 0) findings.push(leftoversFinding(workspace.root, temporary))
    return findings.length === 0 ? pass() : findings
  },

  async fix({connection, workspace}, {key = ''}) {
    const place = {connection, workspace}
    const [kind, address] = key.split(' ')
    const mailbox = (await allMailboxes(place)).find((box) => box.address === address)
    if (mailbox === undefined) return
    if (kind === 'torn') await closeTornTail(place, mailbox)
    else await setLinesAside(place, mailbox)
  },
}

function leftoversFinding(root: string, paths: readonly string[]): Finding {
  return warn(`Left in mailboxes by commands that were killed: ${paths.length} files`, {
    key: 'temporary',
    ...(paths[0] !== undefined && {path: paths[0]}),
    details: paths.map((path) => relative(root, path)),
    hint: 'make sure that no gt is running, then delete them',
    fixable: false,
  })
}

function findingsOf(mailbox: Mailbox, {problem, bad, badLines, tornBytes}: MailboxHealth, name: string): Finding[] {
  const path = inboxOf(mailbox)
  if (problem) {
    return [
      fail(`The mailbox of ${name} cannot be read: ${problem.message}`, {
        key: `problem ${mailbox.address}`,
        path,
        hint: problem.hint ?? 'look at it',
        fixable: false,
      }),
    ]
  }
  const torn = warn(`The last line of the mailbox of ${name} is torn (${tornBytes} bytes)`, {
    key: `torn ${mailbox.address}`,
    path,
    hint: 'the next delivery closes it, and --fix does',
  })
  const lines = badLines.length === 0 ? '' : `: line ${badLines.join(', ')}${bad > badLines.length ? ', ...' : ''}`
  const foreign = warn(`The mailbox of ${name} has ${bad} lines that are no messages${lines}`, {
    key: `lines ${mailbox.address}`,
    path,
    hint: 'look at them; --fix sets them aside, every byte kept',
  })
  return [...(tornBytes > 0 ? [torn] : []), ...(bad > 0 ? [foreign] : [])]
}
