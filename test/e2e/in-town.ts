import {expect} from 'chai'
import {runCli, type CliOptions, type CliResult} from './cli.js'

/** What the tests read in the `--json` documents. */
export interface Documents {
  workspace: {path: string}
  rig: {
    name: string
    git_url: string
    trash: string
    adopted: boolean
    machines: string[]
    preferred_machine: string | null
    clones: {mayor: {path: string; branch: string}}
  }
  rigs: {name: string; machine: string; git_url: string; polecats: string[]}[]
  polecat: {
    path: string
    branch: string
    starts_at: string | null
    rig_added: boolean
    warnings: string[]
    mail: string
    trash: string
    only_here: {kind: string; items: string[]}[] | null
    superseded: string[]
    ignored: string[]
  }
  entries: TrashedEntry[]
  entry: TrashedEntry
  restored: {address: string | null; path: string; branches: string[]}
  emptied: {id: string; address: string | null}[]
  polecats: {
    address: string
    branch: string
    at_risk: {kind: string; items: string[]}[] | null
    at_least: boolean
    problem: string | null
  }[]
  failures: {plugin: string; code: string; message: string}[]
}

export interface TrashedEntry {
  id: string
  kind: string | null
  address: string | null
  path: string
  parts: string[]
  only_here: {kind: string; items: string[]}[] | null
}

export interface Refusal {
  code: number | null
  error: string
  message: string
  hint: string
}

/** Ways to run gt in a town. @param town asked at each run */
export function inTown(town: () => string): {
  gt(args: string[], options?: Partial<CliOptions>): Promise<CliResult>
  /** must go well. @returns its document */
  gtOk(...args: string[]): Promise<Documents>
  /** must fail. @returns exit code and error */
  gtFails(...args: string[]): Promise<Refusal>
} {
  const gt = async (args: string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
    runCli(args, {cwd: town(), ...options})
  return {
    gt,
    gtOk: async (...args) => {
      const {code, stdout, stderr} = await gt([...args, '--json'])
      expect({code, stderr}, stdout).to.deep.equal({code: 0, stderr: ''})
      return JSON.parse(stdout) as Documents
    },
    gtFails: async (...args) => {
      const {code, stdout} = await gt([...args, '--json'])
      const {code: error, message, hint} = errorOf(stdout)
      return {code, error, message, hint}
    },
  }
}

export function errorOf(stdout: string): {code: string; message: string; hint: string} {
  return (JSON.parse(stdout) as {error: {code: string; message: string; hint: string}}).error
}
