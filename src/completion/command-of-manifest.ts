import type {CompletedCommand, Values} from './command-table.js'

/** Of oclif's manifest, which may be anybody's. */
interface ManifestCommand {
  readonly summary?: unknown
  readonly description?: unknown
  readonly hidden?: unknown
  readonly strict?: unknown
  readonly args?: unknown
  readonly flags?: unknown
  readonly completion?: unknown
}

/** What arguments and flags of these names take everywhere, unless their command says something else. */
const usualKinds: Readonly<Record<string, string>> = {
  rig: 'rig',
  machine: 'machine-or-local',
  machines: 'machine-or-local',
  'preferred-machine': 'machine-or-local',
  only: 'check',
  skip: 'check',
  run: 'run',
  entry: 'trash-entry',
  as: 'may-have-session',
  from: 'may-have-session',
  mailbox: 'may-have-session',
  agent: 'agent',
  plugin: 'plugin',
  command: 'command',
  town: 'folder',
  cwd: 'folder',
  dir: 'folder',
  path: 'folder',
  output: 'file',
  key: 'file',
}

/**
 * What completion has to know of a command.
 * @param command as oclif's manifest has it; `completion` is the command's static property of that name: see docs/completion.md
 * @returns undefined where it is hidden
 */
export function commandOfManifest(command: ManifestCommand): CompletedCommand | undefined {
  if (command.hidden === true) return undefined
  const said = objectOf(command.completion)
  const [args, flags] = [objectOf(command.args), objectOf(command.flags)]
  const last = Object.keys(args).at(-1)
  return {
    summary: line(command.summary ?? command.description),
    args: [
      ...Object.entries(args).map(([name, arg]) => ({
        ...valuesOf(name, arg, objectOf(said['args'])),
        ...((objectOf(arg)['multiple'] === true || (command.strict === false && name === last)) && {multiple: true}),
      })),
      ...(typeof said['rest'] === 'string' ? [{kind: said['rest'], multiple: true}] : []),
    ],
    flags: Object.fromEntries(
      Object.entries(flags).flatMap(([name, flag]) => {
        const {type, description, summary, multiple, char, allowNo, hidden} = objectOf(flag)
        if (hidden === true) return []
        const isSwitch = type === 'boolean'
        return [
          [
            name,
            {
              description: line(summary ?? description),
              isSwitch,
              ...(multiple === true && {multiple}),
              ...(typeof char === 'string' && {char}),
              ...(allowNo === true && {allowNo}),
              ...(!isSwitch && valuesOf(name, flag, objectOf(said['flags']))),
            },
          ],
        ]
      }),
    ),
  }
}

function valuesOf(name: string, declared: unknown, said: Readonly<Record<string, unknown>>): Values {
  const {options} = objectOf(declared)
  if (Array.isArray(options)) return {options: options.filter((option) => typeof option === 'string')}
  const kind = said[name] ?? (Object.hasOwn(usualKinds, name) ? usualKinds[name] : undefined)
  return typeof kind === 'string' && kind !== 'none' ? {kind} : {}
}

/** The first line, without oclif's templates. */
function line(text: unknown): string {
  const first = typeof text === 'string' ? (text.split('\n')[0] ?? '') : ''
  return first.replaceAll(/<%=\s*(?:this\.)?config\.bin\s*%>/g, 'gt').replaceAll(/<%.*?%>/g, '')
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
