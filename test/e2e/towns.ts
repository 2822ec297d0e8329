import {expect} from 'chai'
import {lstatSync, readdirSync, readFileSync, readlinkSync} from 'node:fs'
import {join} from 'node:path'
import {runCli} from './cli.js'

/** The doctor has nothing to say about this town: 0 failures, 0 warnings, exit 0. */
export async function expectHealthy(town: string): Promise<void> {
  const {code, stdout, stderr} = await runCli(['doctor', '--json'], {cwd: town})
  expect(stderr).to.equal('')
  const report = JSON.parse(stdout) as {
    workspace: {path: string}
    summary: Record<string, number>
    results: {id: string; status: string; message: string}[]
  }
  expect(report.workspace.path).to.equal(town.replace(/\/$/, ''))
  expect(report.results.filter(({status}) => status !== 'pass' && status !== 'skip')).to.deep.equal([])
  expect(report.summary).to.include({failed: 0, warned: 0, errored: 0, issues: 0})
  expect(code).to.equal(0)
}

/** The same as a snapshot, with what lies in .git. */
export function everything(folder: string): Record<string, string> {
  return snapshot(folder, {git: true})
}

/** Every file, folder and link below a folder with its content; what lies in .git is left out. */
export function snapshot(folder: string, {git = false}: {git?: boolean} = {}): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    const stat = lstatSync(path)
    if (stat.isSymbolicLink()) entries[path] = `-> ${readlinkSync(path)}`
    else if (stat.isFile()) entries[path] = readFileSync(path, 'latin1')
    else Object.assign(entries, {[`${path}/`]: ''}, name === '.git' && !git ? {} : snapshot(path, {git}))
  }
  return entries
}
