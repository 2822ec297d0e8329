import {quoteWord} from '@gt-town/text'
import type {RunRequest} from '../remote-agent.js'

/** What tells a shell to run a program and to end. */
export function runCommand({argv, cwd = '', env, hasInput, timeoutSeconds}: RunRequest): string {
  const all = Object.entries(env)
  // Only env(1) takes names that are none in sh.
  const isOwn = ([name]: readonly [string, unknown]): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
  const exports = all
    .filter(isOwn)
    .map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}=${quoteWord(value)}`))
  const words = all
    .filter((variable) => !isOwn(variable))
    .map(([name, value]) => (value === undefined ? `-u ${quoteWord(name)}` : quoteWord(`${name}=${value}`)))
  const launch = words.length === 0 ? 'gt_launch "$@"' : `gt_launch "$gt_env" ${words.join(' ')} "$@"`
  const run = ['gt_run', timeoutSeconds, hasInput ? '1' : "''", quoteWord(cwd), ...argv.map(quoteWord)]
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
