import {printable} from '@gt-town/text'

/** What `gt polecat remove` tells about the work it saved and the files it did not. */
export function savedLines(removed: {
  saved?: {clone: string; refs: readonly string[]} | undefined
  ignored: readonly string[]
}): string[] {
  const {saved, ignored} = removed
  const lines: string[] = []
  if (saved) {
    lines.push(`  its work is saved in ${saved.clone}:`, ...saved.refs.map((ref) => `    ${ref}`))
    lines.push(`  get it back there with git branch NAME REFERENCE`)
  }
  const more = ignored.length > 5 ? ` and ${ignored.length - 5} more` : ''
  if (ignored.length > 0) lines.push(`  ignored files went with it: ${ignored.slice(0, 5).join(', ')}${more}`)
  return lines.map((line) => printable(line))
}
