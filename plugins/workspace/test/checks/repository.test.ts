import {MemoryConnection, testCheck} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {repository} from '../../src/checks/repository.js'
import {clone} from './trees.js'

testCheck(
  repository,
  {
    passes: [clone('/town')],
    fails: [
      {tree: {'/town/': ''}, status: 'warn', message: 'The town is not a git repository', path: '/town'},
      {
        title: 'leaves a broken one to its owner',
        tree: clone('/town', {HEAD: 'x'}),
        message: "The town's git repository is broken: its HEAD is garbled",
      },
    ],
  },
  {fixTestedElsewhere: true},
)

describe('workspace/repository, with git', () => {
  const signal = new AbortController().signal
  const context = {workspace: {root: '/town', configDir: 'mayor'}, rigs: [], signal, log: () => undefined} as const

  it('makes a repository and commits nothing', async () => {
    const commands: string[] = []
    const git = (argv: readonly string[]): string => (commands.push(argv.join(' ')), '')
    const connection = new MemoryConnection({'/town/': ''}, {programs: {git}})
    await repository.fix?.({...context, connection}, {status: 'warn'})
    expect(commands).to.deep.equal(['git init -q'])
  })

  it('skips a town that is kept out of git on purpose', async () => {
    const config = '{"type":"workspace","version":1,"created_at":"2026-01-15T10:30:00Z","git":false}'
    const connection = new MemoryConnection({'/town/mayor/config.json': config})
    expect(await repository.run({...context, connection})).to.include({status: 'skip'})
  })

  it('asks git whether a repository above has the town in it', async () => {
    for (const [code, status] of [
      [1, 'pass'],
      [0, 'warn'],
    ] as const) {
      const git = ([, word]: readonly string[]) => (word === 'check-ignore' ? {code} : '/home/.git\n')
      const connection = new MemoryConnection({...clone('/'), '/town/': ''}, {programs: {git}})
      expect(await repository.run({...context, connection})).to.include({status})
    }
  })
})
