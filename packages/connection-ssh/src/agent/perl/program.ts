import {base} from './base.js'
import {changes} from './changes.js'
import {locks} from './locks.js'
import {looks} from './looks.js'
import {loop} from './loop.js'
import {programs} from './programs.js'
import {workers} from './workers.js'

/**
 * The program that does gt's work on another machine. It is sent over its own input and never written there.
 * @param marker what it prints when it is ready: whatever came before is noise of the login shell
 * @param silenceMs when it has heard nothing for so long, it ends what it runs and then itself
 */
export function remoteProgram(marker: string, silenceMs: number): Buffer {
  return Buffer.from(`${[base, looks, changes, workers, programs, locks, loop].join('')}
syswrite STDOUT, "${marker}+";
run(${silenceMs / 1000});
`)
}

/**
 * The command line that starts a program of so many bytes. The account's login shell parses it, whichever that is: sh,
 * bash, zsh, fish and csh agree on single quotes around a text without quotes, `!` and line ends. Where there is no perl
 * it becomes a shell that has read past the program, and says so, or says that there is no flock either.
 */
export function startLine(bytes: number, marker: string): string {
  const has = (name: string): string => `command -v ${name} >/dev/null 2>&1`
  const shell = `head -c ${bytes} >/dev/null; printf %s ${marker}=; exec sh`
  const lacks = `${has('perl')} || { ${has('flock')} || { printf %s ${marker}-; exit 127; }; ${shell}; }`
  const read = String.raw`while (length(\$c) < ${bytes}) { sysread(STDIN, \$c, ${bytes} - length(\$c), length(\$c)) or exit 1 }`
  return `exec sh -c '${lacks}; exec perl -e "binmode STDIN; binmode STDOUT; ${read} eval \\$c; die \\$@"'`
}
