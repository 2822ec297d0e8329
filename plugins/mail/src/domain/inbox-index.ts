/** How far an inbox was counted. It may be deleted, or be out of date, and says nothing then. */
export interface InboxIndex {
  /** of the inbox: which file, and how much of it was looked at, up to a line feed */
  readonly inbox: {readonly inode: string; readonly size: number}
  /** the same of its owner's marks */
  readonly state: {readonly inode: string; readonly size: number}
  readonly messages: number
  readonly unreadable: number
  readonly unread: number
  readonly unannounced: number
}

export interface FilePosition {
  readonly inode: string
  readonly size: number
}

/** Of a file that is not there. */
export const nowhere: FilePosition = {inode: '', size: 0}

export function printIndex(index: InboxIndex): string {
  return `${JSON.stringify({v: 1, ...index})}\n`
}

export function parseInboxIndex(text: string): InboxIndex | undefined {
  try {
    const value = JSON.parse(text) as Partial<InboxIndex> & {v?: unknown}
    const counts = [value.messages, value.unreadable, value.unread, value.unannounced]
    const sizes = [value.inbox?.size, value.state?.size]
    const isSound =
      value.v === 1 && [...counts, ...sizes].every((count) => Number.isSafeInteger(count) && Number(count) >= 0)
    return isSound ? (value as InboxIndex) : undefined
  } catch {
    return undefined
  }
}

/** Whether nothing has happened since. */
export function isCurrent(index: InboxIndex, inbox: FilePosition, state: FilePosition): boolean {
  return isSame(index.inbox, inbox) && isSame(index.state, state)
}

/** Whether what was counted still holds, and lines were only added since, to either file. */
export function isPrefix(index: InboxIndex, inbox: FilePosition, state: FilePosition): boolean {
  return isGrown(index.inbox, inbox) && (isGrown(index.state, state) || isSame(index.state, nowhere))
}

function isGrown(before: FilePosition, now: FilePosition): boolean {
  return before.inode === now.inode && before.size <= now.size
}

function isSame(a: FilePosition, b: FilePosition): boolean {
  return a.inode === b.inode && a.size === b.size
}
