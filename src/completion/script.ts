import {scripts} from './generated/scripts.js'
import type {CompletedShell} from './shells.js'

/** What a shell loads: it holds no names, and asks gt at Tab. */
export function completionScript(shell: CompletedShell): string {
  return scripts[shell]
}
