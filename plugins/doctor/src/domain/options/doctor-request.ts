import {UsageError} from '@gt-town/contract'
import {chooseFormat, type Format} from './format.js'
import {parseDuration, parseSeconds} from './times.js'

/** The flags of `gt doctor`, as they were parsed. */
export interface DoctorFlags {
  readonly rig?: string | undefined
  readonly machine?: readonly string[] | undefined
  readonly 'all-machines': boolean
  readonly fix: boolean
  readonly 'dry-run': boolean
  readonly verbose: boolean
  readonly quiet: boolean
  readonly only?: readonly string[] | undefined
  readonly skip?: readonly string[] | undefined
  readonly strict: boolean
  readonly timeout?: string | undefined
  readonly deep: boolean
  readonly deadline?: string | undefined
  readonly wait?: string | undefined
  readonly watch: boolean
  readonly format?: Format | undefined
}

/** What `gt doctor` is asked to do and how to tell it. */
export interface DoctorRequest {
  readonly rig: string | undefined
  /** names of machines; `local` is this one */
  readonly machines: readonly string[]
  readonly allMachines: boolean
  /** `--fix` itself; with `dryRun` nothing is fixed */
  readonly fix: boolean
  readonly dryRun: boolean
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly deep: boolean
  readonly timeoutMs: number | undefined
  /** of everything together */
  readonly deadlineMs: number | undefined
  readonly waitMs: number | undefined
  readonly watch: boolean
  readonly format: Format
  readonly verbose: boolean
  readonly quiet: boolean
  readonly strict: boolean
}

/**
 * @param given.rig the argument
 * @param given.json whether the answer is to be JSON, by whatever way it was said
 * @throws UsageError for values that make no sense
 */
export function doctorRequest(flags: DoctorFlags, given: {rig: string | undefined; json: boolean}): DoctorRequest {
  return {
    format: chooseFormat(flags.format, given.json),
    timeoutMs: parseSeconds(flags.timeout),
    deadlineMs: flags.deadline === undefined ? undefined : parseDuration('--deadline', flags.deadline),
    rig: oneRig(given.rig, flags.rig),
    machines: flags.machine ?? [],
    allMachines: flags['all-machines'],
    fix: flags.fix,
    dryRun: flags['dry-run'],
    only: flags.only ?? [],
    skip: flags.skip ?? [],
    deep: flags.deep,
    waitMs: flags.wait === undefined ? undefined : parseDuration('--wait', flags.wait),
    watch: flags.watch,
    verbose: flags.verbose,
    quiet: flags.quiet,
    strict: flags.strict,
  }
}

function oneRig(arg: string | undefined, flag: string | undefined): string | undefined {
  if (arg === undefined || flag === undefined || arg === flag) return flag ?? arg
  throw new UsageError('GT_USAGE', `two rigs are named, ${arg} and ${flag}`, {
    hint: 'name one, or none for all of them',
  })
}
