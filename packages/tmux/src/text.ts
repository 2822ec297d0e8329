import {UsageError} from '@gt-town/contract'

/** All of C0, DEL and C1 but TAB and LF: one of them could end a paste, and what follows would be keys. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/**
 * What may be pasted into a terminal.
 * @returns the text with LF as its only end of line
 * @throws UsageError `GT_TEXT_INVALID` where there is none, or a control character but TAB and LF in it
 */
export function pasteable(text: string): string {
  // The end of a file is no line to submit.
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  if (lines === '')
    throw new UsageError('GT_TEXT_INVALID', 'there is no text to send', {hint: 'give it as TEXT, or by --stdin'})
  const found = control.exec(lines)
  if (found === null) return lines
  const code = found[0].codePointAt(0) ?? 0
  throw new UsageError(
    'GT_TEXT_INVALID',
    `the text has a control character (U+${code.toString(16).toUpperCase().padStart(4, '0')}) at ${found.index}, which a terminal would take for a key`,
    {hint: 'send text, tabs and newlines only'},
  )
}
