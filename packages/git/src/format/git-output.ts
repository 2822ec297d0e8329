/** `Receiving objects: 42%` of a line such as `Receiving objects:  42% (420/1000), 1.2 MiB`; undefined for other lines. */
export function progressOf(line: string): string | undefined {
  const match = /^(?:remote: )?([A-Z][A-Za-z ]+): +(\d{1,3}%)/.exec(line)
  return match ? `${match[1] ?? ''}: ${match[2] ?? ''}` : undefined
}

/** The lines of what git prints on stderr: a carriage return ends one too. */
export function linesOf(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== '')
}

/** Why git failed, as one line, and what to do next where that is known. */
export function gitFailureOf(stderr: string): {reason: string; hint: string | undefined} {
  const lines = joined(linesOf(stderr).filter((line) => progressOf(line) === undefined))
  // What a filter or a helper says when it is not installed is the reason; that git lost it is not.
  const missing = lines.filter((line) =>
    /: (?:command )?not found$|: No such file or directory$|: cannot run /i.test(line),
  )
  const said = lines.filter((line) => /^(fatal|error|ssh|remote: (error|fatal)):/i.test(line))
  const fatal = missing.length > 0 ? [...new Set([...missing, ...said])].filter((line) => !hungUp.test(line)) : said
  const reason = (fatal.length > 0 ? fatal : lines.slice(-2)).slice(0, 3).join('; ') || 'it gave no reason'
  return {reason: reason.slice(0, 600), hint: hints.find(([pattern]) => pattern.test(stderr))?.[1]}
}

/** Of `fatal: unknown repository extension found:` the next line, which is indented, is the essence. */
function joined(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((all, line) => {
    const last = all.at(-1)
    if (last?.endsWith(':') && /^\s/.test(line)) return [...all.slice(0, -1), `${last} ${line.trim()}`]
    return [...all, line]
  }, [])
}

const hungUp = /the remote end hung up unexpectedly/

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /could not read (username|password)|authentication failed|terminal prompts disabled/i,
    'git could not log in, and gt never asks: set up a credential helper (git help credentials) or use an ssh URL',
  ],
  [/host key verification failed/i, 'this host is not known yet: connect to it once with ssh to accept its key'],
  [/permission denied \(/i, 'ssh could not log in: load a key that this host accepts into your ssh agent'],
  [
    /could not resolve host|couldn't resolve host|name or service not known/i,
    'check the name of the host and your network',
  ],
  [
    /connection (refused|timed out|reset)|network is unreachable|(failed|couldn't|could not|unable) to connect|couldn't connect/i,
    'check your network, then run it again',
  ],
  [
    /by hook|hook declined/i,
    'a git hook of yours refused it: see core.hooksPath and init.templateDir in git help config',
  ],
  [
    /repository .*not found|does not appear to be a git repository|does not exist|not a git repository|invalid gitfile/i,
    'check the URL: git ls-remote URL shows whether git can read it',
  ],
  [
    /git-lfs|smudge filter|external filter/i,
    'a filter of your git configuration failed: install it (git-lfs, for instance), or see filter.* in git help config',
  ],
  [/no space left on device/i, 'free some disk space, then run it again'],
  [/dubious ownership/i, 'the repository belongs to someone else: see safe.directory in git help config'],
]
