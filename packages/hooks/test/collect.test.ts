import {ask, collect} from '../src/collect.js'
import {GtError, isGtError} from '@gt-town/contract'
import {Config} from '@oclif/core'
import {expect} from 'chai'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const answers = `export default async () => [{id: 'a/b'}]`
const throwing = `export default async () => { throw new RangeError('mine') }`
const never = `export default () => new Promise(() => {})`

describe('collect', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gt-collect-'))
  })
  afterEach(() => {
    rmSync(root, {recursive: true, force: true})
  })

  it('gives every answer and every failure to its plugin, sorted by name', async () => {
    const config = await configWith(root, {
      'a-slow': `export default () => new Promise((resolve) => setTimeout(resolve, 200, ['slow']))`,
      'b-quick': answers,
      'c-throws': throwing,
      'd-throws-at-once': `export default () => { throw 'a string' }`,
      'e-errors': `export default async function () { this.error('no', {exit: 9}) }`,
      'f-exits': `export default async function () { this.exit(0) }`,
      'g-never': never,
      'h-hangs-on-import': `await new Promise(() => {}); export default async () => []`,
      'i-broken': `export default (`,
      'j-imports-nothing': `import 'gt-no-such-package'; export default async () => []`,
      'z-last': answers,
    })
    const found = await collect(config, 'gt:checks', {}, {timeoutMs: 3000})
    expect(found.answers.map(({plugin, version, value}) => ({plugin, version, value}))).to.deep.equal([
      {plugin: 'a-slow', version: '1.2.3', value: ['slow']},
      {plugin: 'b-quick', version: '1.2.3', value: [{id: 'a/b'}]},
      {plugin: 'z-last', version: '1.2.3', value: [{id: 'a/b'}]},
    ])
    expect(found.failures.map(({plugin}) => plugin.slice(0, 1)).join('')).to.equal('cdefghij')
    const messages = Object.fromEntries(found.failures.map(({plugin, error}) => [plugin, error.message]))
    expect(messages['c-throws']).to.equal('mine')
    expect(messages['d-throws-at-once']).to.match(/a string/)
    expect(messages['e-errors']).to.equal('no')
    expect(messages['g-never']).to.equal('g-never did not answer gt:checks within 3 s')
    expect(messages['h-hangs-on-import']).to.equal('h-hangs-on-import did not answer gt:checks within 3 s')
    expect(messages['j-imports-nothing']).to.match(/gt-no-such-package/)
    expect(found.failures.every(({error}) => error instanceof Error)).to.equal(true)
  })

  it('asks no plugin that does not answer the event', async () => {
    const config = await configWith(root, {silent: answers}, 'gt:status')
    expect(await collect(config, 'gt:checks', {})).to.deep.equal({answers: [], failures: []})
  })

  it('passes the question on', async () => {
    const config = await configWith(root, {echo: `export default async ({machine}) => machine`}, 'gt:connection')
    const {answers: given} = await collect(config, 'gt:connection', {machine: 'west'})
    expect(given[0]?.value).to.equal('west')
  })
})

describe('ask', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gt-ask-'))
  })
  afterEach(() => {
    rmSync(root, {recursive: true, force: true})
  })

  it('gives the one answer', async () => {
    const config = await configWith(root, {only: answers})
    expect(await ask(config, 'gt:checks', {})).to.deep.equal([{id: 'a/b'}])
  })
  it('gives the one answer although another plugin fails', async () => {
    const config = await configWith(root, {bad: throwing, good: answers})
    expect(await ask(config, 'gt:checks', {})).to.deep.equal([{id: 'a/b'}])
  })
  it('says which two plugins answer', async () => {
    const error = await refusal(configWith(root, {one: answers, two: answers}))
    expect(isGtError(error, 'GT_HOOK_AMBIGUOUS') && error.message).to.equal('gt:checks is answered by both one and two')
    expect(error).to.have.property('hint', 'uninstall one of them: gt plugins uninstall two')
  })
  it('says that nobody answers', async () => {
    expect(isGtError(await refusal(configWith(root, {})), 'GT_HOOK_UNANSWERED')).to.equal(true)
  })
  it('passes on what the only plugin threw', async () => {
    expect(await refusal(configWith(root, {only: throwing}))).to.be.instanceOf(RangeError)
  })
  it('does not wait for ever', async () => {
    expect(isGtError(await refusal(configWith(root, {only: never})), 'GT_HOOK_TIMEOUT')).to.equal(true)
  })
})

async function refusal(config: Promise<Config>): Promise<unknown> {
  return ask(await config, 'gt:checks', {}, {timeoutMs: 500}).then(
    () => new GtError('GT_TEST', 'it was answered'),
    (error: unknown) => error,
  )
}

/** A command line of its own, whose plugins are these: name and the module that is its hook. */
async function configWith(root: string, plugins: Record<string, string>, event = 'gt:checks'): Promise<Config> {
  for (const [name, hook] of Object.entries(plugins)) {
    const folder = join(root, 'node_modules', name)
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'hook.js'), hook)
    writeJson(join(folder, 'package.json'), {
      name,
      version: '1.2.3',
      type: 'module',
      files: [],
      oclif: {hooks: {[event]: './hook.js'}},
    })
  }
  writeJson(join(root, 'package.json'), {
    name: 'cli',
    version: '1.0.0',
    type: 'module',
    files: [],
    dependencies: Object.fromEntries(Object.keys(plugins).map((name) => [name, '*'])),
    oclif: {plugins: Object.keys(plugins)},
  })
  return Config.load({root})
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value))
}
