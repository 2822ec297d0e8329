import {expect} from 'chai'
import {fail, GtError, pass, skip, warn, type Finding} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import {once} from 'node:events'
import {checkNamed, environmentCheck, rigCheck} from '../fake-checks.js'
import {exitOf, FakeTown, linesOf} from './fake-town.js'

const failing = (message: string) => async () => Promise.resolve(fail(message))
const hang = async () => new Promise<never>(() => undefined)

describe('diagnose', () => {
  it('runs each check once per target and gives its title where it passes', async () => {
    const checks = [rigCheck('acme/rig'), checkNamed('acme/town'), environmentCheck('acme/tool')]
    expect(await new FakeTown().lines(checks)).to.deep.equal([
      'pass acme/town: acme/town holds',
      'pass acme/rig@beads: acme/rig holds',
      'pass acme/rig@gastown: acme/rig holds',
      'pass acme/tool: acme/tool holds',
    ])
  })

  it('runs only checks of the environment where there is no town, and tells them where it looked', async () => {
    const exists = environmentCheck('acme/exists', {
      run: async ({workspace, looked, rigs}) =>
        Promise.resolve(workspace ? pass() : fail(`looked in ${looked.join(', ')}, ${rigs.length} rigs`)),
    })
    expect(await new FakeTown({}).lines([exists, checkNamed('acme/town'), rigCheck('acme/rig')])).to.deep.equal([
      'fail acme/exists: looked in /a/b, /a, /, 0 rigs',
    ])
  })

  it('makes a line of what throws, hangs or answers nonsense, and lets the others be', async () => {
    const diagnosis = await new FakeTown().diagnose([
      checkNamed('acme/rejects', {run: async () => Promise.reject(new Error('no database'))}),
      checkNamed('acme/throws', {
        run: () => {
          throw new Error('at once')
        },
      }),
      checkNamed('acme/throws-text', {run: async () => throwsText('boo')}),
      checkNamed('acme/hangs', {run: hang, timeoutMs: 30}),
      checkNamed('acme/says-nothing', {run: async () => Promise.resolve(undefined as unknown as Finding)}),
      checkNamed('acme/says-great', {run: async () => Promise.resolve({status: 'great'} as unknown as Finding)}),
      checkNamed('acme/says-7', {run: async () => Promise.resolve({status: 'fail', message: 7} as unknown as Finding)}),
      checkNamed('acme/good'),
    ])
    expect(linesOf(diagnosis)).to.deep.equal([
      'error acme/rejects: no database',
      'error acme/throws: at once',
      'error acme/throws-text: boo',
      'timeout acme/hangs: took longer than 0.03 s',
      'error acme/says-nothing: the check answered nonsense: undefined',
      'error acme/says-great: the check answered nonsense: the status "great"',
      'error acme/says-7: the check answered nonsense: a message that is not text',
      'pass acme/good: acme/good holds',
    ])
    expect(exitOf(diagnosis)).to.equal(3)
  })

  it('gives every check the deadline that was asked for, and fires its signal then', async () => {
    let signal: AbortSignal | undefined
    const check = checkNamed('acme/hangs', {
      run: async (context) => {
        signal = context.signal
        return hang()
      },
    })
    expect(await new FakeTown().lines([check], {timeoutMs: 20})).to.deep.equal([
      'timeout acme/hangs: took longer than 0.02 s',
    ])
    expect(signal?.aborted).to.equal(true)
  })

  it('ignores what a check says after its deadline', async () => {
    const late = checkNamed('acme/late', {
      timeoutMs: 20,
      run: async ({signal}) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(pass()))
        }),
    })
    expect(await new FakeTown().lines([late, checkNamed('acme/slow', {timeoutMs: 60, run: hang})])).to.deep.equal([
      'timeout acme/late: took longer than 0.02 s',
      'timeout acme/slow: took longer than 0.06 s',
    ])
  })

  it('refuses what a check writes while it looks', async () => {
    const town = new FakeTown()
    const check = checkNamed('acme/writes', {
      run: async ({connection}) => connection.writeFile('/town/x', 'x').then(() => pass()),
    })
    expect(await town.lines([check])).to.deep.equal([
      'error acme/writes: refused to write while only looking: writing /town/x',
    ])
    expect(await town.connection.fileExists('/town/x')).to.equal(false)
  })

  it('tells each thing that did not pass, and once that all did', async () => {
    const many = checkNamed('acme/many', {
      run: async () => Promise.resolve([pass({key: 'a'}), fail('b is bad', {key: 'b'}), warn('c is odd', {key: 'c'})]),
    })
    const good = checkNamed('acme/good', {run: async () => Promise.resolve([pass({key: 'a'}), pass({key: 'b'})])})
    const silent = checkNamed('acme/silent', {run: async () => Promise.resolve([])})
    expect(await new FakeTown().lines([many, good, silent])).to.deep.equal([
      'fail acme/many: b is bad',
      'warn acme/many: c is odd',
      'pass acme/good: acme/good holds',
    ])
  })

  it('keeps its order whatever finishes first', async () => {
    const delays = [5, 0, 3, 1, 4, 2]
    const checks = delays.map((delay, index) =>
      rigCheck(`acme/n${index}`, {
        run: async ({rig}) => {
          const turns = (delay + rig.name.length) % 6
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
          return index % 2 ? fail(`${index}`) : pass()
        },
      }),
    )
    const seen = new Set<string>()
    for (let run = 0; run < 20; run++) seen.add((await new FakeTown().lines(checks)).join('\n'))
    expect([...seen]).to.have.length(1)
  })

  it('orders the report by town, rigs and sections, and within them as the checks came', async () => {
    const checks = [
      environmentCheck('acme/zoo', {category: 'Zoo'}),
      rigCheck('acme/mail', {category: 'Mail'}),
      rigCheck('acme/b'),
      environmentCheck('acme/tool'),
      rigCheck('acme/a'),
      environmentCheck('acme/apes', {category: 'Apes'}),
      checkNamed('acme/town'),
    ]
    const lines = await new FakeTown({'/town/b/': '', '/town/a/': ''}).lines(checks)
    expect(lines.map((line) => line.split(' ')[1])).to.deep.equal([
      'acme/town:',
      'acme/b@a:',
      'acme/a@a:',
      'acme/b@b:',
      'acme/a@b:',
      'acme/tool:',
      'acme/mail@a:',
      'acme/mail@b:',
      'acme/apes:',
      'acme/zoo:',
    ])
  })

  it('looks at one rig only when one is named', async () => {
    const checks = [checkNamed('acme/town', {run: failing('bad')}), rigCheck('acme/rig')]
    expect(await new FakeTown().lines(checks, {rig: 'beads'})).to.deep.equal(['pass acme/rig@beads: acme/rig holds'])
  })

  it('says that there is no town although a rig is named', async () => {
    const exists = environmentCheck('acme/exists', {run: failing('no town')})
    expect(await new FakeTown({}).lines([exists, rigCheck('acme/rig')], {rig: 'beads'})).to.deep.equal([
      'fail acme/exists: no town',
    ])
  })

  it('refuses a rig that is none, with a guess', async () => {
    const error = await new FakeTown()
      .diagnose([rigCheck('acme/rig')], {rig: 'bead'})
      .catch((thrown: unknown) => thrown)
    expect(error).to.include({code: 'GT_RIG_NOT_FOUND', exit: 2, hint: 'did you mean beads?'})
  })

  it('reports an unreadable town instead of failing', async () => {
    const locate = async () => Promise.reject(new Error('permission denied: /town'))
    const options = {skip: []}
    const exists = environmentCheck('acme/exists', {run: async ({reason}) => Promise.resolve(fail(String(reason)))})
    const [first] = await new FakeTown({}, {locate}).lines([exists, checkNamed('acme/town')])
    expect(first).to.equal('fail acme/exists: permission denied: /town')
    const rigs = async () => Promise.reject(new Error('permission denied: /town/beads'))
    const others = await new FakeTown(undefined, {rigs}).lines([checkNamed('acme/town')], options)
    expect(others.slice(0, 2)).to.deep.equal([
      'pass acme/town: acme/town holds',
      'fail doctor/rigs-readable: The rigs cannot be listed: permission denied: /town/beads',
    ])
  })

  it('reports plugins that gave no checks, bad ones, or one that was there already', async () => {
    const answers = {
      answers: [
        {plugin: 'acme', version: '1', value: [checkNamed('acme/a')]},
        {plugin: 'bad', version: '2', value: [checkNamed('acme/a'), checkNamed('BAD')]},
      ],
      failures: [{plugin: 'dead', version: '3', error: new Error('boom')}],
    }
    const lines = await new FakeTown().lines(answers, {skip: []})
    expect(lines.filter((line) => !line.startsWith('pass'))).to.deep.equal([
      'fail doctor/plugin-checks: dead@3 could not give its checks: boom',
      'fail doctor/plugin-checks: bad@2 gave a check that cannot run, "BAD": its id must be like "acme/some-noun", in lower case',
      'warn doctor/duplicate-check-id: bad@2 repeats the id acme/a of acme: its check does not run',
    ])
  })

  it('names the package of a third-party check that could not tell, and lets it keep its deadline itself', async () => {
    const later = deferred()
    const own = checkNamed('workspace/hangs', {
      timeoutMs: 2,
      run: async ({signal}) =>
        once(signal, 'abort')
          .then(() => later.resolve())
          .then(hang),
    })
    const checks = [
      checkNamed('acme/broken', {run: async () => Promise.reject(new Error('boom'))}),
      checkNamed('acme/late', {
        timeoutMs: 1,
        run: async () =>
          later.promise.then(() => {
            throw new GtError('GT_CHECK_TIMEOUT', 'took longer than 0.001 s')
          }),
      }),
    ]
    const answers = [
      {plugin: 'workspace', version: '1', value: [own]},
      {plugin: 'acme', version: '1', isThirdParty: true as const, value: checks},
    ]
    expect(await new FakeTown().lines({answers, failures: []})).to.deep.equal([
      'timeout workspace/hangs: took longer than 0.002 s',
      'error acme/broken: acme@1: boom',
      'timeout acme/late: acme@1: took longer than 0.001 s',
    ])
  })

  it('reports what was thrown behind its back', async () => {
    const options = {skip: ['doctor/r*'], uncaughtErrors: async () => Promise.resolve(['thrown in a timer'])}
    const diagnosis = await new FakeTown().diagnose([], options)
    expect(linesOf(diagnosis)).to.include('error doctor/stray-errors: thrown in a timer')
    expect(exitOf(diagnosis)).to.equal(3)
  })

  it('ends at once when it is interrupted', async () => {
    const controller = new AbortController()
    const asked = new FakeTown().diagnose([checkNamed('acme/hangs', {run: hang})], {signal: controller.signal})
    setImmediate(() => controller.abort())
    expect(await asked.catch((error: unknown) => error)).to.have.property('code', 'GT_ABORTED')
  })

  describe('requires', () => {
    it('makes one failure of one root cause', async () => {
      const checks = [
        rigCheck('acme/c', {requires: ['acme/b'], run: failing('c')}),
        rigCheck('acme/b', {requires: ['acme/a']}),
        checkNamed('acme/a', {run: failing('a is broken')}),
      ]
      expect(await new FakeTown({'/town/beads/': ''}).lines(checks)).to.deep.equal([
        'fail acme/a: a is broken',
        'skip acme/c@beads: needs acme/b',
        'skip acme/b@beads: needs acme/a',
      ])
    })

    it('looks at the same rig, not at others', async () => {
      const checks = [
        rigCheck('acme/a', {run: async ({rig}) => Promise.resolve(rig.name === 'beads' ? fail('bad') : pass())}),
        rigCheck('acme/b', {requires: ['acme/a']}),
        checkNamed('acme/all', {requires: ['acme/a']}),
      ]
      expect(await new FakeTown().lines(checks)).to.deep.equal([
        'skip acme/all: needs acme/a',
        'fail acme/a@beads: bad',
        'skip acme/b@beads: needs acme/a',
        'pass acme/a@gastown: acme/a holds',
        'pass acme/b@gastown: acme/b holds',
      ])
    })

    it('is met by a warning and by what nobody has, but not by a skip, a crash or a deadline', async () => {
      const checks = [
        checkNamed('acme/warns', {run: async () => Promise.resolve(warn('odd'))}),
        checkNamed('acme/skips', {run: async () => Promise.resolve(skip('no need'))}),
        checkNamed('acme/throws', {run: async () => Promise.reject(new Error('x'))}),
        checkNamed('acme/hangs', {run: hang, timeoutMs: 20}),
        ...['warns', 'skips', 'throws', 'hangs', 'gone'].map((id) =>
          checkNamed(`acme/after-${id}`, {requires: [`acme/${id}`]}),
        ),
      ]
      expect((await new FakeTown().lines(checks)).slice(4)).to.deep.equal([
        'pass acme/after-warns: acme/after-warns holds',
        'skip acme/after-skips: needs acme/skips',
        'skip acme/after-throws: needs acme/throws',
        'skip acme/after-hangs: needs acme/hangs',
        'pass acme/after-gone: acme/after-gone holds',
      ])
    })

    it('makes errors of checks that require each other', async () => {
      const checks = [
        checkNamed('acme/a', {requires: ['acme/b']}),
        checkNamed('acme/b', {requires: ['acme/a']}),
        checkNamed('acme/c', {requires: ['acme/b']}),
      ]
      for (const fix of [false, true]) {
        expect(await new FakeTown().lines(checks, {fix})).to.deep.equal([
          'error acme/a: requires itself: acme/a -> acme/b -> acme/a',
          'error acme/b: requires itself: acme/a -> acme/b -> acme/a',
          'skip acme/c: needs acme/b',
        ])
      }
    })

    it('brings in what --only left out, and shows it when it fails', async () => {
      const checks = [
        checkNamed('acme/a', {run: failing('a is broken')}),
        checkNamed('acme/good'),
        checkNamed('acme/b', {requires: ['acme/a', 'acme/good']}),
      ]
      expect(await new FakeTown().lines(checks, {only: ['acme/b']})).to.deep.equal([
        'fail acme/a: a is broken',
        'skip acme/b: needs acme/a',
      ])
      expect(await new FakeTown().lines(checks, {skip: ['acme/a', 'doctor/*']})).to.deep.equal([
        'pass acme/good: acme/good holds',
        'pass acme/b: acme/b holds',
      ])
    })
  })
})

/** Throws something that is no error, as code of others may. */
async function throwsText(text: string): Promise<Finding> {
  AbortSignal.abort(text).throwIfAborted()
  return Promise.resolve({status: 'pass'})
}
