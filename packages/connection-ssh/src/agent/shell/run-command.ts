import {decodeList} from '../frame.js'
import {quoteWord} from './sh.js'

/**
 * What tells a shell to run a program and to end. Each character is a byte.
 * @param request a list: folder, `1` where it is fed, seconds, variables (`+NAME=VALUE`, `-NAME`), argv; the last two lists
 */
export function runCommand(request: Buffer): string {
  const [folder, fed, seconds, variables, argv] = decodeList(request)
  const all = decodeBytes(variables).map(splitVariable)
  // Only env(1) takes names that are none in sh.
  const own = all.filter(({name}) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
  const others = all.filter((variable) => !own.includes(variable))
  const exports = own.map(({name, value}) =>
    value === undefined ? `unset ${name}` : `export ${name}=${quoteWord(value)}`,
  )
  const words = others.map(({name, value}) =>
    value === undefined ? `-u ${quoteWord(name)}` : quoteWord(`${name}=${value}`),
  )
  const launch = others.length === 0 ? 'gt_launch "$@"' : `gt_launch "$gt_env" ${words.join(' ')} "$@"`
  const run = [
    'gt_run',
    text(seconds),
    quoteWord(text(fed)),
    quoteWord(text(folder)),
    ...decodeBytes(argv).map(quoteWord),
  ]
  return `{
gt_export() {
${['', ...exports, ':'].join('\n')}
}
gt_with_others() { ${launch}; }
${run.join(' ')}
exit
}
`
}

function splitVariable(entry: string): {name: string; value: string | undefined} {
  const at = entry.indexOf('=')
  if (entry.startsWith('-')) return {name: entry.slice(1), value: undefined}
  return {name: entry.slice(1, at), value: entry.slice(at + 1)}
}

function decodeBytes(list: Buffer | undefined): string[] {
  return decodeList(list ?? Buffer.alloc(0)).map(text)
}

function text(bytes: Buffer | undefined): string {
  return bytes?.toString('latin1') ?? ''
}
