import {expect} from 'chai'
import type {Examination} from './examine.js'
import {Together} from '../../contract-testing/src/suite/together.js'
import {examine} from './shipped.js'
import {few} from '../../../test/support/rounds.js'

interface Case {
  /** of each check, `@rig` too: what the doctor is told */
  readonly results?: Readonly<Record<string, string | RegExp>>
  /** why it gave no checks */
  readonly failure?: string | RegExp
  readonly uncaught?: readonly RegExp[]
}

const never = /^it did not answer gt:checks within \S+ s$/
const endless = /^it did not answer gt:checks within \S+ s, without ever yielding$/

/** What each of the fixtures does to the doctor, if it is left to it, and what comes of it. */
const hostile: Readonly<Record<string, Case>> = {
  throws: {failure: 'boom in the hook'},
  'this-error': {failure: 'no checks today'},
  'exits-in-hook': {failure: 'ended the process: exit code 0'},
  'exits-at-import': {failure: 'ended the process: exit code 0'},
  'never-settles': {failure: never},
  'hangs-at-import': {failure: never},
  'loops-at-import': {failure: endless},
  'loops-in-hook': {failure: endless},
  'missing-dependency': {failure: /gt-no-such-package/},
  'answers-number': {},
  'answers-null': {},
  'bad-checks': {},
  'exits-in-check': {
    results: {'exits-in-check/a': 'error ended the process: exit code 0', 'exits-in-check/b': 'pass'},
  },
  'is-killed': {results: {'is-killed/a': 'error ended the process: signal SIGKILL', 'is-killed/b': 'pass'}},
  'check-never-settles': {
    results: {'check-never-settles/a': 'timeout took longer than 3 s', 'check-never-settles/b': 'pass'},
  },
  'loops-in-run': {
    results: {
      'loops-in-run/a': 'timeout took longer than 3 s, without ever yielding',
      'loops-in-run/b': 'pass',
      'loops-in-run/rig@beads': 'timeout took longer than 3 s, without ever yielding',
      'loops-in-run/rig@fine': 'timeout not run: it never yielded on beads',
    },
  },
  nonsense: {
    results: {
      'nonsense/function': /answered nonsense: a function/,
      'nonsense/symbol': /answered nonsense: a symbol/,
      'nonsense/getter': 'error in a getter',
      'nonsense/many': /answered nonsense: 100000 findings/,
    },
  },
  huge: {results: {'huge/message': /^fail x{8192} \.\.\. \(cut: 10485760 characters in all\)$/}},
  prints: {results: {'prints/a': 'pass'}},
  'uncaught-errors': {
    results: {'uncaught-errors/timer': 'pass', 'uncaught-errors/rejection': 'pass'},
    uncaught: [
      /^uncaught-errors@1\.2\.3 \(uncaught-errors\/rejection\) left a promise rejection unhandled: left alone$/,
      /^uncaught-errors@1\.2\.3 \(uncaught-errors\/timer\) threw outside of its run: thrown in a timer$/,
    ],
  },
  'changes-context': {
    results: {
      'changes-context/context': /^error .*'connection'/,
      'changes-context/workspace': /^error .*'root'/,
      'changes-context/rigs': /^error .*'length'/,
      'changes-context/rig': /^error .*'name'/,
    },
  },
  'changes-prototype': {
    results: {
      'changes-prototype/add': /^error .*not extensible/,
      'changes-prototype/replace': 'error changed Array.prototype.push, which all code shares',
      'changes-prototype/fine': 'pass',
    },
  },
  'changes-environment': {
    results: {
      'changes-environment/set': /^error changing process\.env\.PATH is refused/,
      'changes-environment/folder': /^error changing the current folder is refused/,
    },
  },
  'control-characters': {results: {'control-characters/a': /^fail \u001b\[2J/}},
  kills: {
    results: {
      'kills/self': /^error sent SIGKILL to the process it runs in, or to gt$/,
      'kills/parent': /^error sent SIGKILL to the process it runs in, or to gt$/,
      'kills/abort': 'error ended the process: abort',
    },
  },
  repeats: {results: {'repeats/a': 'pass'}},
  listens: {results: {'listens/a': 'pass', 'listens/b': 'pass'}},
}

describe('plugins that misbehave', () => {
  const together = new Together<Examination>(3)
  for (const [name, expected] of Object.entries(hostile)) {
    // It takes a processor for its deadline, and the endless loops below have it too.
    if (few && name === 'loops-in-hook') continue
    const examined = together.add(async () => examine(['good', name]))
    it(`${name}: is named, and harms nothing else`, async function () {
      this.timeout(120_000)
      const examination = await examined()
      const wellBehaved = name === 'repeats' ? without(good, 'good/read') : good
      expect(examination.results).to.include(wellBehaved)
      holds(name, expected, examination)
    })
  }

  it('endless loops cost about one deadline, however many there are', async function () {
    this.timeout(120_000)
    const names = ['a=loops-at-import', 'b=loops-in-hook', 'c=loops-at-import', 'd=loops-in-hook', 'e=loops-in-hook']
    const {failures, tookMs} = await examine(names, {hookTimeoutMs: 4000})
    expect(failures).to.have.length(names.length)
    // One after the other they would take 20 s.
    expect(tookMs).to.be.lessThan(18_000)
  })

  it('what they print comes to nobody but who asks for it, with their name', async () => {
    const {printed} = await examine(['prints'])
    expect(printed).to.include('prints@1.2.3 printed: NOISE at import')
    expect(printed).to.include('prints@1.2.3 printed: NOISE on stdout')
    expect(printed).to.include('prints@1.2.3 printed: NOISE on stderr')
  })
})

describe('fixes that misbehave', () => {
  it('one that never yields is ended, and the others are made', async () => {
    const {results, connection} = await examine(['loops-in-fix', 'good'], {fix: true})
    expect(results).to.include({'loops-in-fix/a': 'timeout did not yield for 3 s'})
    expect((await connection.readFile('/town/made')).toString()).to.equal('made')
  })
  it('one that ends its process is not made twice', async () => {
    const {results, connection} = await examine(['exits-in-fix', 'good'], {fix: true})
    expect(results).to.include({'exits-in-fix/a': 'error ended the process: signal SIGKILL'})
    expect((await connection.readFile('/town/counted')).toString()).to.equal('1')
    expect((await connection.readFile('/town/made')).toString()).to.equal('made')
  })
})

const good = {
  'good/read': 'warn hello',
  'good/rig@beads': 'pass beads',
  'good/rig@fine': 'pass fine',
  'good/fix': 'fail Missing made',
}

function without(results: Readonly<Record<string, string>>, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(results).filter(([key]) => key !== id))
}

function holds(name: string, {results = {}, failure, uncaught = []}: Case, examination: Examination): void {
  for (const [id, expected] of Object.entries(results)) {
    if (expected instanceof RegExp) expect(examination.results[id], id).to.match(expected)
    else expect(examination.results[id], id).to.equal(expected)
  }
  const own = examination.failures.filter((line) => line.startsWith(`${name}@`))
  expect(own).to.have.length(failure === undefined ? 0 : 1)
  const message = own[0]?.replace(`${name}@1.2.3: `, '') ?? ''
  if (failure instanceof RegExp) expect(message).to.match(failure)
  else expect(message).to.equal(failure ?? '')
  const lines = examination.uncaught.filter((line) => line.startsWith(`${name}@`))
  expect(lines).to.have.length(uncaught.length)
  uncaught.forEach((pattern, index) => expect(lines[index]).to.match(pattern))
}
