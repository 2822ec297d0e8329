import {base, watch} from './base.js'
import {changes} from './changes.js'
import {locks} from './locks.js'
import {looks} from './looks.js'
import {programs} from './programs.js'
import {pulse} from './pulse.js'
import {quoteWord, sh} from './sh.js'

/** What the scripts run, apart from what sh itself brings: of coreutils, sed and util-linux, or of busybox. */
const tools =
  'cat chmod chown date dd df env flock head id ln mkdir mv readlink rm rmdir sed setsid sha256sum sleep stat sync tail tr truncate'

/** What every shell there may know, so that none has to find it out by a process. */
export interface Place {
  /** the process of the pulse */
  readonly pulse: string
  /** of the account */
  readonly uid: string
  readonly sh: string
  readonly env: string
  readonly setsid: string
  readonly sleep: string
  /** an argument of every process that does something there, so that those who hold locks can see them */
  readonly mark: string
}

/**
 * What the shell of the pulse is fed. It says the token, lines with its `Place`, one with the tools that are missing, and a NUL.
 * @param silenceMs after that long without a word it ends, and with it everything that was started
 */
export function pulseScript(token: string, silenceMs: number): string {
  return `gt_token=${token}
gt_missing=
for gt_tool in ${tools}; do command -v "$gt_tool" >/dev/null 2>&1 || gt_missing="$gt_missing $gt_tool"; done
${pulse}
gt_listen ${Math.ceil(silenceMs / 1000)}
`
}

/** What every other shell is fed before its first command. It says the token, its process, and a NUL. */
export function shellScript(token: string, place: Place): string {
  const known = Object.entries(place).map(([name, value]: [string, string]) => `gt_${name}=${quoteWord(value)}`)
  return [`gt_token=${token}`, ...known, script].join('\n')
}

const ready = sh`
gt_link=$PPID
kill -0 "$gt_link" 2>/dev/null || gt_link=$$
printf '%s%s\0' "$gt_token" "$$"
`
const script = [base, watch, looks, changes, programs, locks, ready].join('')
