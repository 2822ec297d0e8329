import type {DoctorCheck, WorkspaceService} from '@gt-town/contract'
import {expect} from 'chai'
import {toReport} from '../../plugins/doctor/src/domain/report/report.js'
import {diagnose} from '../../plugins/doctor/src/use-cases/diagnose.js'
import {LocalConnection} from '@gt-town/connection-local'
import checksHook from '../../plugins/workspace/src/hooks/checks.js'
import workspaceHook from '../../plugins/workspace/src/hooks/workspace.js'
import {temporaryFolder} from './cli.js'
import {Counting} from './counting.js'
import {makeHealthyTown} from './damage/healthy-town.js'

describe('the round trips of gt doctor', () => {
  it('are at most ten for a town of many clones', async () => {
    const folder = temporaryFolder('round-trips')
    try {
      const from = await makeHealthyTown(folder.path)
      const service = (await answerOf(workspaceHook)) as WorkspaceService
      const value = (await answerOf(checksHook)) as DoctorCheck[]
      const connection = new Counting(new LocalConnection())
      const diagnosis = await diagnose(
        {
          connection,
          service,
          where: () => ({from}),
          answers: {answers: [{plugin: '@gt-town/plugin-workspace', version: '0.1.0', value}], failures: []},
        },
        {fix: false, only: [], skip: [], deep: false, signal: new AbortController().signal},
      )
      expect(toReport(diagnosis).summary).to.include({failed: 0, errored: 0})
      expect(connection.trips.length, connection.trips.join('\n')).to.be.at.most(10)
    } finally {
      folder.remove()
    }
  })
})

async function answerOf(hook: unknown): Promise<unknown> {
  return (hook as () => Promise<unknown>)()
}
