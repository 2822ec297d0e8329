import {expect} from 'chai'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {keep} from '../src/keep.js'
import {townMachines} from '../src/machines.js'

describe('machines for completion', () => {
  const root = mkdtempSync(join(tmpdir(), 'gt-light-'))
  after(() => rmSync(root, {recursive: true}))

  it('are those of the registry that have a name, as people count, each with where it is', () => {
    mkdirSync(join(root, 'mayor'))
    const machines = {w10: {type: 'gcp', instance: 'i1'}, w2: {type: 'ssh', ssh_host: 'w2.example.com'}, 'a b': {}}
    writeFileSync(join(root, 'mayor', 'machines.json'), JSON.stringify({version: 1, machines}))
    const place = {machine: undefined, as: undefined, env: {}, cwd: root, cacheFolder: root, dataFolder: root, word: ''}
    const found = townMachines({...place, town: {root, configDir: 'mayor'}})
    expect(found).to.deep.equal([
      {value: 'w2', description: 'ssh w2.example.com'},
      {value: 'w10', description: 'gcp i1'},
    ])
  })

  it('what is kept is dropped where no folder can be made', () => {
    expect(() => keep('/proc/none/cache/x.json', '{}')).not.to.throw()
  })
})
