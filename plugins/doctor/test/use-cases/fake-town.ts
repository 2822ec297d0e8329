import type {HookAnswers} from '@gt-town/hooks'
import type {DoctorCheck, Rig, WorkspaceService} from '@gt-town/contract'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {exitCodeOf} from '../../src/domain/report/exit-code.js'
import type {Diagnosis} from '../../src/domain/report/diagnosis.js'
import {toReport} from '../../src/domain/report/report.js'
import {diagnose, type DiagnoseOptions} from '../../src/use-cases/diagnose.js'
import {rigNamed} from '../fake-checks.js'

const workspace = {root: '/town', configDir: 'mayor'} as const

/** A town in memory whose rigs are the folders in it; no town at all without `/town`. */
export class FakeTown {
  readonly connection: MemoryConnection
  readonly #service: Pick<WorkspaceService, 'locate' | 'rigs'>

  constructor(tree: Tree = {'/town/beads/': '', '/town/gastown/': ''}, service: Partial<WorkspaceService> = {}) {
    const hasTown = Object.keys(tree).some((path) => path.startsWith('/town/'))
    this.connection = new MemoryConnection(hasTown ? {...tree, '/town/mayor/': ''} : tree)
    this.#service = {
      locate: async (connection) =>
        (await connection.fileExists('/town')) ? {found: true, workspace} : {found: false, looked: ['/a/b', '/a', '/']},
      rigs: async (connection): Promise<Rig[]> => {
        const entries = await connection.listDir('/town')
        return entries
          .filter(({type, name}) => type === 'directory' && name !== 'mayor')
          .map(({name}) => rigNamed(name))
      },
      ...service,
    }
  }

  /** What is in the town, the doctor's own journals left out. */
  tree(): Record<string, unknown> {
    const entries = Object.entries(this.connection.tree('/town'))
    return Object.fromEntries(entries.filter(([path]) => !path.startsWith('/town/mayor/')))
  }

  async diagnose(
    checks: readonly DoctorCheck[] | HookAnswers<DoctorCheck[]>,
    options: Partial<DiagnoseOptions> & {uncaughtErrors?: () => Promise<readonly string[]>} = {},
  ): Promise<Diagnosis> {
    const answers =
      'answers' in checks ? checks : {answers: [{plugin: 'acme', version: '1', value: [...checks]}], failures: []}
    return diagnose(
      {
        connection: this.connection,
        service: this.#service as WorkspaceService,
        where: () => ({from: '/town'}),
        answers,
        ...(options.uncaughtErrors && {uncaughtErrors: options.uncaughtErrors}),
      },
      {fix: false, only: [], skip: ['doctor/*'], deep: false, signal: new AbortController().signal, ...options},
    )
  }

  /** Each line as `status id@rig: message`. */
  async lines(...question: Parameters<FakeTown['diagnose']>): Promise<string[]> {
    return linesOf(await this.diagnose(...question))
  }
}

export function linesOf(diagnosis: Diagnosis): string[] {
  return toReport(diagnosis).results.map(
    ({status, id, rig, message}) => `${status} ${id}${rig === undefined ? '' : `@${rig}`}: ${message}`,
  )
}

export function exitOf(diagnosis: Diagnosis): number {
  return exitCodeOf(diagnosis, {strict: false})
}
