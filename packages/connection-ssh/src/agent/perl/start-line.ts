import {perlProgram, startProgram} from '../generated/programs.js'

/** The program that does gt's work on another machine. It is sent over its own input and never written there. */
export const remoteProgram = Buffer.from(perlProgram)

/**
 * The command line that starts it. The account's login shell parses it, whichever that is: sh, bash, zsh, fish and csh
 * agree on single quotes around a text without quotes, `!` and line ends. Where there is no perl it becomes a shell that has
 * read past the program.
 * @param marker printed when something is ready, and before it whatever startup files print: after it comes `+` where that
 * is the program, `=` where it is the shell, `-` where there is no flock either
 * @param silenceMs when it has heard nothing for so long, it ends what it runs and then itself
 */
export function startLine(marker: string, silenceMs: number): string {
  const script = startProgram.trimEnd().replaceAll('\n', '; ')
  return `exec sh -c '${script}' sh ${remoteProgram.length} ${marker} ${silenceMs / 1000}`
}
