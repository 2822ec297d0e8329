import {fail, pass, warn, type DoctorCheck, type Finding} from '@gt-town/contract'
import type {CheckRegistry, RegistryIssue} from '../../domain/checks/register-checks.js'
import type {RegisteredCheck} from '../../domain/checks/registered-check.js'
import {uncaughtErrorsId} from '../../domain/checks/uncaught-errors-id.js'
import {ignoreListId} from '../../domain/ignore/check-ignore-list.js'

const plugin = '@gt-town/plugin-doctor'

/** Ids of the checks that the doctor makes of what happens to itself; no plugin may take them. */
export const selfCheckIds: ReadonlyMap<string, string> = new Map(
  [
    'doctor/plugin-checks',
    'doctor/duplicate-check-id',
    uncaughtErrorsId,
    'doctor/rigs-readable',
    'doctor/machine-reached',
    ignoreListId,
  ].map((id) => [id, plugin]),
)

/** A machine that was not reached has one line, which this check stands for: it runs itself when it was. */
export const machineReached: RegisteredCheck = {
  check: {
    id: 'doctor/machine-reached',
    title: 'Machine can be checked',
    category: 'Workspace',
    scope: 'machine',
    description: 'Connects to a machine before anything is checked there. Where that fails, nothing is known about it.',
    remedy: 'Follow the message; gt machine status says how all machines are.',
    run: async () => Promise.resolve(pass()),
  },
  plugin,
  version: '',
}

/** What went wrong before any check could run, as checks like all others. */
export function selfChecks(
  {refused, unknownKeys, duplicates}: CheckRegistry,
  rigsProblem: () => string | undefined,
): RegisteredCheck[] {
  const checks: DoctorCheck[] = [
    {
      id: 'doctor/rigs-readable',
      title: 'The rigs can be listed',
      category: 'Workspace',
      scope: 'environment',
      description: 'Where the list of rigs cannot be read, nothing can be said about any of them.',
      remedy: 'Follow the message: it names the file or folder that stands in the way.',
      async run() {
        const problem = rigsProblem()
        return Promise.resolve(problem === undefined ? pass() : fail(problem))
      },
    },
    {
      id: ignoreListId,
      title: 'Ignore list valid and up to date',
      category: 'Workspace',
      scope: 'workspace',
      description:
        "Looks at doctor.ignore in the town's config.json: an entry without a reason, past its date, for a check or a rig that is not there, or for something that is well, hides the next thing that goes wrong.",
      remedy: 'Fix the entry, or remove it.',
      // What it has to say is known when all others have run.
      run: async () => Promise.resolve(pass()),
    },
    {
      id: 'doctor/plugin-checks',
      title: 'Every plugin gave its checks',
      category: 'Plugins',
      scope: 'environment',
      description:
        'A plugin that throws, hangs or answers nonsense when it is asked for its checks leaves things unchecked.',
      remedy: 'Update the plugin, or uninstall it: gt plugins uninstall NAME.',
      run: async () => Promise.resolve(orPass([...findingsOf(refused, fail), ...findingsOf(unknownKeys, warn)])),
    },
    {
      id: 'doctor/duplicate-check-id',
      title: 'No two checks share an id',
      category: 'Plugins',
      scope: 'environment',
      description:
        'Of two checks with one id only the first runs: those of gt before third-party ones, then by name of the plugin.',
      remedy: 'Uninstall one of the two plugins, and tell its author.',
      run: async () => Promise.resolve(orPass(findingsOf(duplicates, warn))),
    },
    {
      id: uncaughtErrorsId,
      title: 'No check threw outside of its run',
      category: 'Plugins',
      scope: 'environment',
      description:
        'A check that throws outside of its own run, for example in a timer, cannot be named; its answer may be wrong.',
      remedy: 'Find the plugin with --skip, and tell its author.',
      run: async () => Promise.resolve(pass()),
    },
  ]
  return [machineReached, ...checks.map((check) => ({check, plugin, version: ''}))]
}

function orPass(findings: Finding[]): Finding[] {
  return findings.length > 0 ? findings : [pass()]
}

function findingsOf(
  issues: readonly RegistryIssue[],
  status: (message: string, details: {key: string}) => Finding,
): Finding[] {
  return issues.map(({key, message}) => status(message, {key}))
}
