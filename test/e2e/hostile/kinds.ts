export interface Kind {
  /** what it does, as the title of its tests; its package is gt-checks-<name> */
  readonly name: string
  /** the module that answers `gt:checks` */
  readonly checks: string
  /** a command file, for which the package has no manifest */
  readonly command?: string
  /** of `gt doctor` beside it, and with `--fix` where `fix` is set */
  readonly code: 0 | 1 | 3 | 4
  readonly fix?: true
  /** it does no harm that would have to be told */
  readonly unnamed?: true
  /** it sends, or makes others send, something to the terminal */
  readonly tells?: true
  /** it strikes as soon as one of its files is loaded, so that any command may meet it */
  readonly early?: true
}

const ok = "async run() { return {status: 'pass'} }"

/** Those that `npm test` installs with gt: whose commands are loaded meanwhile, and one of each sort of the others. */
export function isInstalledAlways({name, command, fix}: Kind): boolean {
  return command !== undefined || fix === true || ['throws', 'throws-in-run', 'exits-at-import'].includes(name)
}

/** Those that run alone too, not only with all the others: one of each sort. plugin-host's own tests try each kind alone. */
export function isAloneAlways({name}: Kind): boolean {
  return ['throws', 'exits-at-import', 'command-exits'].includes(name)
}

/** Those that it uninstalls again: one of each sort. */
export function isUninstalledAlways({name}: Kind): boolean {
  return name === 'exits-at-import' || name === 'command-exits'
}

/** A package with one check, whose id starts with the kind's name. */
function withCheck(name: string, members: string, before = ''): string {
  return `${before}
export default async () => [{id: '${name}/check', title: '${name} is well', category: 'Hostile', scope: 'workspace', ${members}}]`
}

function atHook(name: string, body: string): Kind {
  return {name, checks: `export default async function () { ${body} }`, code: 1}
}

function atImport(name: string, line: string): Kind {
  return {name, checks: withCheck(name, ok, line), code: 1, early: true}
}

function inCommand(name: string, line: string): Kind {
  const command = `${line}\nexport default class Evil { static id = 'evil'; static flags = {}; static args = {} }`
  return {name, checks: withCheck(name, ok), command, code: 1, early: true}
}

function inRun(name: string, body: string, code: Kind['code'] = 3): Kind {
  return {name, checks: withCheck(name, `async run(context) { ${body} }`), code}
}

const never = 'await new Promise(() => undefined)'
/** Never gives way, and leaves the processor to others: several of these run at once. */
const loop = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)'
const pass = "return {status: 'pass'}"

export const kinds: readonly Kind[] = [
  {...atHook('throws', "throw new Error('no checks today')"), tells: true},
  atHook('errors', "this.error('no checks today', {exit: 7})"),
  atHook('exits-in-hook', 'process.exit(0)'),
  atHook('hangs-in-hook', never),
  atHook('loops-in-hook', loop),
  atHook('answers-a-number', 'return 42'),
  atHook('answers-null', 'return null'),
  atHook('has-no-id', `return [{title: 'x', category: 'Hostile', scope: 'workspace', ${ok}}]`),
  {
    ...atHook(
      'repeats-ids',
      `const check = {title: 'x', category: 'Hostile', scope: 'workspace', ${ok}}
       return ['workspace/config', 'doctor/plugin-checks', 'good/workspace'].map((id) => ({...check, id}))`,
    ),
    code: 0,
  },
  atImport('hangs-at-import', never),
  atImport('exits-at-import', 'process.exit(0)'),
  atImport('loops-at-import', loop),
  atImport('misses-a-dependency', "import 'gt-checks-this-is-nowhere'"),
  inCommand('command-hangs', never),
  inCommand('command-exits', 'process.exit(0)'),
  inCommand('command-loops', loop),
  {...inRun('throws-in-run', "throw new Error('oh no')"), tells: true},
  inRun('throws-nothing', 'throw undefined'),
  inRun('exits-in-run', 'process.exit(0)'),
  inRun('hangs-in-run', never),
  inRun('loops-in-run', loop),
  inRun('talks-nonsense', "return {status: 'splendid', message: {}}"),
  {...inRun('talks-without-end', "return {status: 'fail', message: 'long '.repeat(2 * 1024 * 1024)}", 1), tells: true},
  {
    ...inRun(
      'prints',
      `console.log('{"noise": 1}'); process.stdout.write('noise\\n'); console.error('\\u001b[31mnoise'); ${pass}`,
      0,
    ),
    unnamed: true,
    tells: true,
  },
  inRun('forgets-a-rejection', `void Promise.reject(new Error('forgotten')); await new Promise(setImmediate); ${pass}`),
  inRun(
    'throws-in-a-timer',
    `setTimeout(() => { throw new Error('later') }, 1); await new Promise((done) => setTimeout(done, 50)); ${pass}`,
  ),
  inRun('changes-the-context', `context.workspace.root = '/elsewhere'; context.rigs.length = 0; ${pass}`),
  inRun('changes-object-prototype', `Object.prototype.polluted = 'yes'; ${pass}`),
  inRun('changes-the-environment', `process.env.PATH = ''; process.env.HOME = '/nowhere'; ${pass}`),
  {
    ...inRun(
      'sends-control-characters',
      `return {status: 'fail', message: '\\u001b[31mred\\u001b[0m \\u0007\\u009b2J\\u202e', hint: '\\u001b]0;title\\u0007',
        details: ['\\u001b[2J', 'a\\rb']}`,
      1,
    ),
    tells: true,
  },
  {
    name: 'loops-in-fix',
    checks: withCheck(
      'loops-in-fix',
      `timeoutMs: 2000, async run() { return {status: 'fail'} }, async fix() { ${loop} }`,
    ),
    code: 4,
    fix: true,
    tells: true,
  },
]
