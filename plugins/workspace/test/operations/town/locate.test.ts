import type {Location} from '@gt-town/contract'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {load} from '../../../src/operations/town/load.js'
import {locate, type Where} from '../../../src/operations/town/locate.js'
import {config, town} from '../../towns.js'

const rig = '{"type":"rig","git_url":"https://example.org/beads"}'
const denied = {data: config, mode: 0}

interface Case {
  tree: Tree
  place: Where
  /** `root configDir`, or what `reason` must match where there is none */
  finds: string | RegExp | undefined
}

const cases: Record<string, Case> = {
  'the folder itself': {tree: town('/t'), place: {from: '/t'}, finds: '/t mayor'},
  'a folder above': {tree: {...town('/t'), '/t/a/b/c/': ''}, place: {from: '/t/a/b/c'}, finds: '/t mayor'},
  'a folder above one that does not exist': {tree: town('/t'), place: {from: '/t/new/er'}, finds: '/t mayor'},
  'the nearer of two towns': {
    tree: {...town('/t'), ...town('/t/in')},
    place: {from: '/t/in/mayor'},
    finds: '/t/in mayor',
  },
  'a town in .gastown': {tree: town('/t', '.gastown'), place: {from: '/t'}, finds: '/t .gastown'},
  'mayor before .gastown': {tree: {...town('/t'), ...town('/t', '.gastown')}, place: {from: '/t'}, finds: '/t mayor'},
  'the town around a rig': {
    tree: {...town('/t'), '/t/beads/.gastown/config.json': rig},
    place: {from: '/t/beads'},
    finds: '/t mayor',
  },
  'the town around a rig whose configuration is broken': {
    tree: {...town('/t'), '/t/beads/.gastown/config.json': '{"type":', '/t/beads/.gastown/mail/': ''},
    place: {from: '/t/beads'},
    finds: '/t mayor',
  },
  '.gastown beside a mayor folder of something else': {
    tree: {...town('/t', '.gastown'), '/t/mayor/config.json': '{"type":"city"}'},
    place: {from: '/t'},
    finds: '/t .gastown',
  },
  'the town a link leads to': {
    tree: {...town('/real/t'), '/real/t/a/': '', '/home/link': {link: '/real/t/a'}},
    place: {from: '/home/link'},
    finds: '/real/t mayor',
  },
  'not the town a link lies in': {
    tree: {...town('/t'), '/other/': '', '/t/link': {link: '/other'}},
    place: {from: '/t/link'},
    finds: undefined,
  },
  'a town whose configuration is broken': {
    tree: {...town('/t'), '/t/mayor/config.json': '{"type": "workspace",'},
    place: {from: '/t'},
    finds: '/t mayor',
  },
  'a broken town rather than the sound one above': {
    tree: {...town('/t'), ...town('/t/in'), '/t/in/mayor/config.json': ''},
    place: {from: '/t/in'},
    finds: '/t/in mayor',
  },
  'a sound town above a stray broken file': {
    tree: {...town('/t'), '/t/code/mayor/config.json': '<xml/>'},
    place: {from: '/t/code'},
    finds: '/t mayor',
  },
  'a broken mayor/config.json that is all there is': {
    tree: {'/t/mayor/config.json': 'oops'},
    place: {from: '/t'},
    finds: '/t mayor',
  },
  'a town whose configuration is a folder': {
    tree: {...without('/t/mayor/config.json', town('/t')), '/t/mayor/config.json/': ''},
    place: {from: '/t'},
    finds: '/t mayor',
  },
  'a town whose configuration may not be read': {
    tree: {...town('/t'), '/t/mayor/config.json': denied},
    place: {from: '/t'},
    finds: '/t mayor',
  },
  'a town whose configuration lost its type': {
    tree: {...town('/t'), '/t/mayor/config.json': '{}'},
    place: {from: '/t'},
    finds: '/t mayor',
  },
  'no town in JSON without a type': {tree: {'/t/mayor/config.json': '{}'}, place: {from: '/t'}, finds: undefined},
  'no town in a file of another type': {tree: {'/t/mayor/config.json': '[1]'}, place: {from: '/t'}, finds: undefined},
  'no town anywhere': {tree: {'/t/a/': ''}, place: {from: '/t/a'}, finds: undefined},
  'no town where mayor is a file': {tree: {'/t/mayor': 'x'}, place: {from: '/t'}, finds: undefined},
  'no town in a lone, broken .gastown/config.json, but says so': {
    tree: {'/t/.gastown/config.json': '{'},
    place: {from: '/t'},
    finds: /\/t\/\.gastown\/config\.json is broken/,
  },
  'no town without a configuration, but says what to do': {
    tree: without('/t/mayor/config.json', town('/t')),
    place: {from: '/t'},
    finds: /gt install \/t completes it/,
  },
  'exactly the folder that is named': {tree: town('/t'), place: {town: '/t'}, finds: '/t mayor'},
  'nothing above a folder that is named': {tree: {...town('/t'), '/t/a/': ''}, place: {town: '/t/a'}, finds: undefined},
  'no town in a named folder that does not exist': {tree: town('/t'), place: {town: '/u'}, finds: undefined},
  'the named town through a link': {
    tree: {...town('/real'), '/link': {link: '/real'}},
    place: {town: '/link'},
    finds: '/real mayor',
  },
  'the named town although it is broken': {
    tree: {'/t/.gastown/config.json': '{'},
    place: {town: '/t'},
    finds: '/t .gastown',
  },
}

describe('locate', () => {
  for (const [title, {tree, place, finds}] of Object.entries(cases)) {
    it(`finds ${title}`, async () => {
      const location = await locate(new MemoryConnection(tree), place)
      if (typeof finds === 'string') expect(print(location)).to.equal(finds)
      else if (finds) expect(!location.found && location.reason).to.match(finds)
      else expect(location).to.deep.equal({found: false, looked: !location.found && location.looked})
    })
  }

  it('asks once, however deep the folder', async () => {
    const connection = new MemoryConnection({...town('/t'), '/t/a/b/c/d/e/f/g/': ''})
    await locate(connection, {from: '/t/a/b/c/d/e/f/g'})
    expect(connection.roundTrips).to.equal(1)
  })

  it('tells where it looked, nearest first', async () => {
    const location = await locate(new MemoryConnection({'/a/b/': ''}), {from: '/a/b'})
    expect(location).to.deep.equal({found: false, looked: ['/a/b', '/a', '/']})
  })
})

describe('load', () => {
  it('gives the town, without reading it twice', async () => {
    const connection = new MemoryConnection({...town('/t'), '/t/a/': ''})
    expect(await load(connection, {from: '/t/a'})).to.deep.equal({root: '/t', configDir: 'mayor'})
    expect(connection.roundTrips).to.equal(1)
  })

  it('gives the name that the configuration has for it', async () => {
    const named = {...town('/t'), '/t/mayor/config.json': config.replace('{', '{"name": "Home",')}
    expect(await load(new MemoryConnection(named), {town: '/t'})).to.have.property('name', 'Home')
  })

  const failures: Record<string, {tree: Tree; place: Where; code: string; message: RegExp}> = {
    'no town': {
      tree: {'/a/b/': ''},
      place: {from: '/a/b'},
      code: 'GT_TOWN_NOT_FOUND',
      message: /^no town here: looked in \/a\/b and every folder above it$/,
    },
    'no town in the named folder': {
      tree: town('/t'),
      place: {town: '/u'},
      code: 'GT_TOWN_NOT_FOUND',
      message: /^no town here: looked in \/u$/,
    },
    'a configuration that is not JSON': {
      tree: {...town('/t'), '/t/mayor/config.json': '{\n  "type": "workspace",\n  "version": \n}'},
      place: {from: '/t'},
      code: 'GT_FILE_CORRUPT',
      message: /^\/t\/mayor\/config\.json is corrupt, line 4, /,
    },
    'a configuration that does not fit its schema': {
      tree: {
        ...town('/t'),
        '/t/mayor/config.json': '{"type": "workspace",\n "version": 2, "created_at": "2026-01-01T00:00:00Z"}',
      },
      place: {from: '/t'},
      code: 'GT_FILE_CORRUPT',
      message: /line 2, column 13: version must be 1$/,
    },
    'a configuration that may not be read': {
      tree: {...town('/t'), '/t/mayor/config.json': denied},
      place: {from: '/t'},
      code: 'GT_PERMISSION_DENIED',
      message: /\/t\/mayor\/config\.json/,
    },
    'a configuration that is a folder': {
      tree: {...without('/t/mayor/config.json', town('/t')), '/t/mayor/config.json/': ''},
      place: {from: '/t'},
      code: 'GT_NOT_A_FILE',
      message: /\/t\/mayor\/config\.json/,
    },
  }
  for (const [title, {tree, place, code, message}] of Object.entries(failures)) {
    it(`names ${title}`, async () => {
      const error = await load(new MemoryConnection(tree), place).then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      )
      expect(error).to.include({code, exit: 3})
      expect(error?.message).to.match(message)
    })
  }
})

function print(location: Location): string {
  return location.found ? `${location.workspace.root} ${location.workspace.configDir}` : 'nothing'
}

function without(path: string, tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== path))
}
