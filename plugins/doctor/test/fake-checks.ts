import {pass, type DoctorCheck, type EnvironmentCheck, type RigCheck, type WorkspaceCheck} from '@gt-town/contract'
import type {CheckTarget} from '../src/domain/checks/check-target.js'
import type {RegisteredCheck} from '../src/domain/checks/registered-check.js'
import type {CheckRun, Result} from '../src/domain/results/result.js'

/** A check that passes, of any scope, with whatever the test wants different. */
export function checkNamed(id: string, more: Partial<WorkspaceCheck> = {}): WorkspaceCheck {
  return {
    id,
    title: `${id} holds`,
    category: 'Workspace',
    scope: 'workspace',
    run: async () => Promise.resolve(pass()),
    ...more,
  }
}

export function rigCheck(id: string, more: Partial<RigCheck> = {}): RigCheck {
  return {id, title: `${id} holds`, category: 'Rig', scope: 'rig', run: async () => Promise.resolve(pass()), ...more}
}

export function environmentCheck(id: string, more: Partial<EnvironmentCheck> = {}): EnvironmentCheck {
  const run = async () => Promise.resolve(pass())
  return {id, title: `${id} holds`, category: 'Environment', scope: 'environment', run, ...more}
}

export function registered(check: DoctorCheck, plugin = '@gt-town/plugin-workspace'): RegisteredCheck {
  return {check, plugin, version: '0.1.0'}
}

export function targetOf(check: DoctorCheck, more: {rig?: string; asked?: boolean} = {}): CheckTarget {
  const rig = more.rig === undefined ? {} : {rig: rigNamed(more.rig)}
  return {...registered(check), asked: more.asked ?? true, ...rig}
}

export function rigNamed(name: string): NonNullable<CheckTarget['rig']> {
  return {name, path: `/town/${name}`, registered: true, configured: true}
}

export function runOf(...results: (Partial<Result> & Pick<Result, 'status'>)[]): CheckRun {
  return {results: results.map((result) => ({key: '', fixable: false, ...result})), log: [], durationMs: 3}
}
