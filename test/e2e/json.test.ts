import formatsOf from 'ajv-formats'
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {startSshd, type Sshd} from '../support/sshd.js'
import {runCli, temporaryFolder} from './cli.js'
import {wordsTo} from './remote-town.js'
import {makeRepository} from './repositories.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))
const parts = ['.', ...readdirSync(join(checkout, 'plugins')).map((name) => join('plugins', name))]
const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true})
formatsOf.default(ajv)

/** Run by others of our tests, since they need a terminal, or never end by themselves, or lead out of this town. */
const elsewhere = ['plugins:install', 'machine:forward', 'mail:watch', 'doctor:new']

describe('the documents of --json', () => {
  let folder = {path: '', remove: (): void => undefined}
  let url = ''
  before(() => {
    folder = temporaryFolder('json')
    url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
  })
  let sshd: Sshd
  before(async () => (sshd = await startSshd()))
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

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
    [['why', 'web'], ['why'], 0],
    [
      ['schema', 'rig-list'],
      ['$schema', '$id', 'title', 'readOnly', 'type', 'properties', 'required'],
    ],
    [['mail', 'show', 'LETTER'], ['message']],
    [
      ['mail', 'read', 'LETTER', '--mailbox', 'web/happy'],
      ['message', 'marked_read'],
    ],
    [
      ['mail', 'thread', 'LETTER'],
      ['thread', 'messages', 'more'],
    ],
    [['mail', 'ack', 'LETTER', '--as', 'web/happy'], ['messages']],
    [['mail', 'reply', 'LETTER', '-m', 'yes'], ['message']],
    [['mail', 'archive', 'LETTER', '--as', 'web/happy'], ['messages']],
    [['mail', 'wait', '--timeout', '1', '--as', 'web/happy'], ['wait'], 1],
    [['session', 'start', 'mayor', '--command', 'cat'], ['session']],
    [['session', 'restart', 'mayor', '--grace', '1'], ['session']],
    [['session', 'stop', 'mayor', '--grace', '1'], ['session']],
    [['session', 'resume', 'mayor'], ['session']],
    [['session', 'stop', 'mayor', '--grace', '1'], ['session']],
    [['polecat', 'remove', 'web/happy'], ['polecat']],
    [['trash', 'list'], ['entries']],
    [['trash', 'show', 'web/happy'], ['entry']],
    [['trash', 'restore', 'web/happy'], ['restored']],
    [['polecat', 'remove', 'web/happy'], ['polecat']],
    [
      ['trash', 'empty', 'web/happy', '--yes'],
      ['emptied', 'machine'],
    ],
    [['rig', 'remove', 'web'], ['rig']],
    [['rig', 'adopt', 'web'], ['rig']],
    [
      ['machine', 'add', 'west', 'SSHD', '--accept-new'],
      ['machine', 'missing'],
    ],
    [['machine', 'list'], ['machines']],
    [['machine', 'show', 'west'], ['machine']],
    [['machine', 'status', 'west'], ['machines']],
    [
      ['machine', 'set', 'west', '--capacity', '3'],
      ['machine', 'changed'],
    ],
    [
      ['machine', 'exec', 'west', '--', 'echo', 'x'],
      ['machine', 'code', 'signal', 'stdout', 'stderr', 'encoding', 'duration_ms'],
    ],
    [['machine', 'copy', 'FILE', 'west:'], ['copied']],
    [['machine', 'connect', 'west'], ['connected']],
    [['machine', 'disconnect'], ['disconnected']],
    [['machine', 'ssh-config'], ['hosts']],
    [
      ['machine', 'import', '--ssh-config', 'CONFIG', 'al*', '--yes'],
      ['added', 'left_out'],
    ],
    [['machine', 'trust', 'west'], ['host_key']],
    [
      ['machine', 'remove', 'west'],
      ['machine', 'rigs'],
    ],
    [['doctor', 'runs'], ['runs']],
    [['doctor', 'undo'], ['undo']],
    [['doctor', 'undo'], ['error'], 1],
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
    this.timeout(180_000)
    const schemas = publishedSchemas()
    const missing = new Set([...commandsWithJson()].filter((id) => !elsewhere.includes(id)))
    let letter = ''
    writeFileSync(join(folder.path, 'file'), 'text')
    writeFileSync(join(folder.path, 'ssh'), 'Host alpha\n HostName 192.0.2.1\n')
    const meant = (word: string): string[] => {
      const places: Record<string, string[]> = {
        URL: [url],
        SSHD: wordsTo(sshd),
        LETTER: [letter],
        FILE: [join(folder.path, 'file')],
        CONFIG: [join(folder.path, 'ssh')],
      }
      return places[word] ?? [word]
    }
    for (const [words, keys, code = 0] of documents) {
      const typed = words.flatMap(meant)
      const dashes = typed.indexOf('--')
      const args = dashes < 0 ? [...typed, '--json'] : typed.toSpliced(dashes, 0, '--json')
      const told = args.join(' ')
      // For it to have something to do, and the undo after it.
      if (words.join(' ') === 'doctor --fix') rmSync(join(folder.path, 'mayor/boss'), {recursive: true})
      const result = await runCli(args, {cwd: folder.path})
      expect([result.code, result.stderr], told).to.deep.equal([code, ''])
      const document = JSON.parse(result.stdout) as Record<string, unknown>
      expect(Object.keys(document), told).to.have.members(keys)
      const isSchema = '$schema' in document
      for (const key of isSchema ? [] : keysIn(document)) expect(key, told).to.match(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      if ('error' in document) expect(document['error'], told).to.have.all.keys('code', 'message', 'hint')
      const id = commandOf(words)
      const fits = schemas.get('error' in document && code !== 0 ? 'error' : id.replaceAll(':', '-'))
      if (!fits) expect.fail(`${told} has no schema`)
      if (!isSchema) expect(fits(document) ? [] : fits.errors, told).to.deep.equal([])
      missing.delete(id)
      if (words[0] === 'mail' && words[1] === 'send') letter = (document['message'] as {id: string}).id
      if ('workspace' in document) expect(document['workspace'], told).to.include({path: folder.path})
    }
    expect([...missing], 'commands whose document no line above holds against its schema').to.deep.equal([])
  })

  it('have a schema each', () => {
    const schemas = publishedSchemas()
    const without = [...commandsWithJson()].filter((id) => !schemas.has(id.replaceAll(':', '-')))
    expect(without).to.deep.equal([])
  })
})

/** By the names that gt schema takes. */
function publishedSchemas(): Map<string, ValidateFunction> {
  const files = parts.flatMap((part) =>
    ['schemas', 'schemas/output'].flatMap((name) => {
      const folder = join(checkout, part, name)
      return entriesOf(folder).map((file) => join(folder, file))
    }),
  )
  const read = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as {$id: string})
  // One may refer to another.
  for (const schema of read) if (!ajv.schemas[schema.$id]) ajv.addSchema(schema)
  return new Map(
    files.map((file, index) => {
      const validate = ajv.getSchema(read[index]?.$id ?? '')
      if (!validate) throw new Error(`${file} has no $id`)
      return [file.replace(/^.*\//, '').replace(/\.json$/, ''), validate]
    }),
  )
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Those that people may type, from the manifests. */
function commandsWithJson(): Set<string> {
  const commands = parts.flatMap((part) => {
    const manifest = JSON.parse(readFileSync(join(checkout, part, 'oclif.manifest.json'), 'utf8')) as Manifest
    return Object.values(manifest.commands)
  })
  return new Set(commands.filter(({flags}) => 'json' in flags).map(({id}) => id))
}

interface Manifest {
  commands: Record<string, {id: string; flags: object}>
}

/** The longest beginning that is one. */
function commandOf(words: readonly string[]): string {
  const ids = commandsWithJson()
  for (let count = words.length; count > 0; count--) {
    const id = words.slice(0, count).join(':')
    if (ids.has(id)) return id
  }
  return expect.fail(`${words.join(' ')} is no command`)
}

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
}
