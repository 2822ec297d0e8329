/** Has what gt uses: partial clones that work, `--no-track`, and NUL-terminated input of update-ref. */
const oldest = [2, 25] as const

/** What is wrong with what `git --version` printed, or undefined when nothing is. */
export function gitVersionProblem(output: string): string | undefined {
  const match = /^git version (\d+)\.(\d+)\S*/.exec(output)
  if (!match) return 'git does not tell its version'
  const [major, minor] = [Number(match[1]), Number(match[2])]
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined
  return `${match[0].replace('version ', '')} is too old: gt needs ${oldest.join('.')} or later`
}
