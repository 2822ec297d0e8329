import type {DoctorCheck, WorkspaceService} from '@gt-town/contract'
import {diagnose} from '../../../plugins/doctor/src/use-cases/diagnose.js'
import {LocalConnection} from '@gt-town/connection-local'
import checksHook from '../../../plugins/workspace/src/hooks/checks.js'
import workspaceHook from '../../../plugins/workspace/src/hooks/workspace.js'

export interface Line {
  id: string
  rig: string | undefined
  status: string
  message: string | undefined
  fixable: boolean
  fixError: string | undefined
}

/** The lines of `gt doctor`, or of `gt doctor --fix`, that are not a pass. The disk of whoever runs the tests is no matter. */
export async function examine(town: string, fix: boolean): Promise<Line[]> {
  const checks = (await (checksHook as () => Promise<unknown>)()) as DoctorCheck[]
  const service = (await (workspaceHook as () => Promise<unknown>)()) as WorkspaceService
  const answers = {answers: [{plugin: '@gt-town/plugin-workspace', version: '0', value: checks}], failures: []}
  const subject = {connection: new LocalConnection(), service, where: () => ({town}), answers}
  const {signal} = new AbortController()
  const {sections} = await diagnose(subject, {fix, only: [], skip: ['workspace/disk-space'], deep: false, signal})
  return sections
    .flatMap(({members}) => members)
    .filter(({result}) => result.status !== 'pass')
    .map(({target, result}) => ({
      id: target.check.id,
      rig: target.rig?.name,
      status: result.status,
      message: result.message,
      fixable: result.fixable,
      fixError: (result as {fixError?: string}).fixError,
    }))
}
