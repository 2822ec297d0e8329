import {expect} from 'chai'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {makeRepository} from './repositories.js'

describe('the documents of --json', () => {
  let folder = {path: '', remove: (): void => undefined}
  let url = ''
  before(() => {
    folder = temporaryFolder('json')
    url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
  })
  after(() => folder.remove())

  /** In this order, in one town; what is listed stands under its plural, what is one thing under its name. */
  const documents: readonly (readonly [words: readonly string[], keys: readonly string[], code?: number])[] = [
    [['install', '--name', 'Home'], ['workspace']],
    [['rig', 'add', 'web', 'URL'], ['rig']],
    [['rig', 'list'], ['rigs']],
    [['rig', 'show', 'web'], ['rig']],
    [['polecat', 'add', 'web/happy'], ['polecat']],
    [['polecat', 'list'], ['polecats']],
    [['mail', 'send', 'web/happy', '-s', 'Hello', '-m', 'text'], ['message']],
    [
      ['mail', 'inbox', 'web/happy'],
      ['mailbox', 'messages', 'more', 'unread', 'unannounced', 'unreadable'],
    ],
    [
      ['mail', 'sent'],
      ['messages', 'more'],
    ],
    [
      ['mail', 'queue'],
      ['messages', 'receipts', 'unreadable'],
    ],
    [['mail', 'sync'], ['sync']],
    [['mail', 'check'], ['check']],
    [['session', 'profiles'], ['profiles']],
    [['session', 'start', 'mayor', '--command', 'cat'], ['session']],
    [
      ['session', 'list'],
      ['sessions', 'machines'],
    ],
    [['session', 'state', 'mayor'], ['session']],
    [['session', 'send', 'mayor', 'Hello'], ['sent']],
    [['session', 'capture', 'mayor'], ['capture']],
    [['session', 'logs', 'mayor'], ['log']],
    [['down'], ['sessions']],
    [['up'], ['sessions']],
    [['session', 'stop', 'mayor'], ['session']],
    [['status'], ['workspace', 'attention', 'rigs', 'polecats', 'sessions', 'mail', 'doctor', 'failures']],
    [['doctor'], ['version', 'workspace', 'summary', 'results']],
    [
      ['doctor', '--fix'],
      ['version', 'workspace', 'summary', 'results'],
    ],
    [['doctor', 'checks'], ['checks']],
    [['schema'], ['schemas']],
    [['autocomplete', 'script', 'zsh'], ['autocomplete']],
    [['autocomplete', 'fish', '--yes'], ['autocomplete']],
    [['autocomplete', 'refresh'], ['kinds']],
    [['doctor', 'explain', 'workspace/git'], ['check']],
    [['polecat', 'remove', 'web/happy'], ['polecat']],
    [['rig', 'remove', 'web'], ['rig']],
    [['rig', 'adopt', 'web'], ['rig']],
    [['rig', 'show', 'wbe'], ['error'], 2],
    [['doctor', 'wbe'], ['error'], 2],
    [['doctor', 'explain', 'workspace/gti'], ['error'], 2],
    [['polecat', 'remove', 'web/happy'], ['error'], 2],
    [['rig', 'add', 'web', 'URL'], ['error'], 1],
    [['install'], ['error'], 1],
    [['status', '--town', '/nowhere'], ['error'], 3],
    [['rig', 'list', '--nonsense'], ['error'], 2],
  ]

  it('are all that stdout holds, for every command, with plural and snake_case keys', async function () {
    this.timeout(120_000)
    for (const [words, keys, code = 0] of documents) {
      const args = [...words.map((word) => (word === 'URL' ? url : word)), '--json']
      const told = args.join(' ')
      const result = await runCli(args, {cwd: folder.path})
      expect([result.code, result.stderr], told).to.deep.equal([code, ''])
      const document = JSON.parse(result.stdout) as Record<string, unknown>
      expect(Object.keys(document), told).to.have.members(keys)
      for (const key of keysIn(document)) expect(key, told).to.match(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      if ('error' in document) expect(document['error'], told).to.have.all.keys('code', 'message', 'hint')
      if ('workspace' in document) expect(document['workspace'], told).to.include({path: folder.path})
    }
  })
})

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
}
