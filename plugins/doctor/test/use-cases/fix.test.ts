import {expect} from 'chai'
import {fail, pass, type RigCheck, type WorkspaceCheck} from '@gt-town/contract'
import {checkNamed, rigCheck} from '../fake-checks.js'
import {exitOf, FakeTown, linesOf} from './fake-town.js'

describe('diagnose with fix', () => {
  it('repairs, looks again, and says fixed only then', async () => {
    const town = new FakeTown()
    const diagnosis = await town.diagnose([fileCheck('acme/a'), fileCheck('acme/b')], {fix: true})
    expect(linesOf(diagnosis)).to.deep.equal(['fixed acme/a: acme/a holds', 'fixed acme/b: acme/b holds'])
    expect(exitOf(diagnosis)).to.equal(0)
    expect(town.tree()).to.have.keys('/town/beads/', '/town/gastown/', '/town/acme/a', '/town/acme/b')
  })

  it('finds nothing to do the second time', async () => {
    const town = new FakeTown()
    await town.diagnose([fileCheck('acme/a')], {fix: true})
    const before = town.connection.tree()
    expect(await town.lines([fileCheck('acme/a')], {fix: true})).to.deep.equal(['pass acme/a: acme/a holds'])
    expect(town.connection.tree()).to.deep.equal(before)
  })

  it('writes nothing without fix', async () => {
    const town = new FakeTown()
    const before = town.connection.tree()
    expect(await town.lines([fileCheck('acme/a')])).to.deep.equal(['fail acme/a: no acme/a'])
    expect(town.connection.tree()).to.deep.equal(before)
  })

  it('shows why a fix failed, ends with 4, and goes on with the others', async () => {
    const broken = {...fileCheck('acme/a'), fix: async () => Promise.reject(new Error('disk full'))}
    const diagnosis = await new FakeTown().diagnose([broken, fileCheck('acme/b')], {fix: true})
    expect(linesOf(diagnosis)).to.deep.equal([
      'fail acme/a: no acme/a (fix failed: disk full)',
      'fixed acme/b: acme/b holds',
    ])
    expect(exitOf(diagnosis)).to.equal(4)
  })

  it('shows why a fix failed also where the finding has no words of its own', async () => {
    const run = async () => Promise.resolve({status: 'fail'} as const)
    const fix = async () => Promise.reject(new Error('disk full'))
    const check = checkNamed('acme/a', {run, fix})
    expect(await new FakeTown().lines([check], {fix: true})).to.deep.equal([
      'fail acme/a: Not so: acme/a holds (fix failed: disk full)',
    ])
  })

  it('does not believe a fix that lies', async () => {
    const liar = {...fileCheck('acme/a'), fix: async () => Promise.resolve()}
    const diagnosis = await new FakeTown().diagnose([liar], {fix: true})
    expect(linesOf(diagnosis)).to.deep.equal([
      'fail acme/a: no acme/a (fix failed: the fix ran, and the problem is still there)',
    ])
    expect(exitOf(diagnosis)).to.equal(4)
  })

  it('does not take a look that could not tell for a success', async () => {
    let looks = 0
    const check = checkNamed('acme/a', {
      run: async () => (looks++ === 0 ? Promise.resolve(fail('bad')) : Promise.reject(new Error('gone'))),
      fix: async () => Promise.resolve(),
    })
    const diagnosis = await new FakeTown().diagnose([check], {fix: true})
    expect(linesOf(diagnosis)).to.deep.equal([
      'error acme/a: gone (fix failed: the fix ran, but whether it helped could not be seen)',
    ])
    expect(exitOf(diagnosis)).to.equal(4)
  })

  it('gives a fix that hangs a deadline', async () => {
    const hanging = {...fileCheck('acme/a'), fix: async () => new Promise<void>(() => undefined)}
    const lines = await new FakeTown().lines([hanging], {fix: true, fixTimeoutMs: 20})
    expect(lines).to.deep.equal(['fail acme/a: no acme/a (fix failed: the fix took longer than 0.02 s)'])
  })

  it('leaves alone what has no fix or cannot be fixed', async () => {
    const unfixable = withoutFix(fileCheck('acme/a'))
    const refusing = checkNamed('acme/b', {
      run: async () => Promise.resolve(fail('bad', {fixable: false})),
      fix: async () => Promise.reject(new Error('never called')),
    })
    const diagnosis = await new FakeTown().diagnose([unfixable, refusing], {fix: true})
    expect(linesOf(diagnosis)).to.deep.equal(['fail acme/a: no acme/a', 'fail acme/b: bad'])
    expect(exitOf(diagnosis)).to.equal(1)
  })

  it('keeps a fix within the town', async () => {
    const town = new FakeTown()
    const check = {
      ...fileCheck('acme/a'),
      fix: async ({connection}: Parameters<NonNullable<WorkspaceCheck['fix']>>[0]) =>
        connection.writeFile('/etc/passwd', ''),
    }
    expect(await town.lines([check], {fix: true})).to.deep.equal([
      'fail acme/a: no acme/a (fix failed: /etc/passwd leads out of /town)',
    ])
  })

  it('repairs what is required before it looks at what requires it', async () => {
    const order: string[] = []
    const noting = (check: WorkspaceCheck): WorkspaceCheck => ({
      ...check,
      fix: async (context, finding) => {
        order.push(check.id)
        await check.fix?.(context, finding)
      },
    })
    const below = noting(fileCheck('acme/folder/file', {requires: ['acme/folder'], mkdir: false}))
    const folder = noting(folderCheck('acme/folder'))
    expect(await new FakeTown().lines([below, folder], {fix: true})).to.deep.equal([
      'fixed acme/folder/file: acme/folder/file holds',
      'fixed acme/folder: acme/folder holds',
    ])
    expect(order).to.deep.equal(['acme/folder', 'acme/folder/file'])
  })

  it('looks for more rigs and more work until nothing more gets better', async () => {
    const adopt = checkNamed('acme/adopt', {
      run: async ({connection}) => ((await connection.fileExists('/town/new')) ? pass() : fail('not adopted')),
      fix: async ({connection}) => connection.mkdir('/town/new'),
    })
    expect(await new FakeTown({'/town/beads/': ''}).lines([rigFile('acme/config'), adopt], {fix: true})).to.deep.equal([
      'fixed acme/adopt: acme/adopt holds',
      'fixed acme/config@beads: acme/config holds',
      'fixed acme/config@new: acme/config holds',
    ])
  })

  it('says fixed of what another fix repaired', async () => {
    const watching = {...fileCheck('acme/a'), id: 'acme/watching', title: 'acme/a is seen'}
    const unfixable = withoutFix(watching)
    expect(await new FakeTown().lines([unfixable, fileCheck('acme/a')], {fix: true})).to.deep.equal([
      'fixed acme/watching: acme/a is seen',
      'fixed acme/a: acme/a holds',
    ])
  })

  it('gives up on checks that undo each other', async () => {
    const toggle = (id: string, wanted: boolean): WorkspaceCheck =>
      checkNamed(id, {
        run: async ({connection}) =>
          (await connection.fileExists('/town/x')) === wanted ? pass() : fail(`want ${wanted}`),
        fix: async ({connection}) => (wanted ? connection.writeFile('/town/x', '') : connection.remove('/town/x')),
      })
    const lines = await new FakeTown().lines([toggle('acme/with', true), toggle('acme/without', false)], {fix: true})
    expect(lines.filter((line) => line.startsWith('fail'))).to.have.length(1)
  })

  it('tries a failing fix again only once, when others got better', async () => {
    let tries = 0
    const stubborn = {
      ...fileCheck('acme/a'),
      fix: async () => {
        tries++
        return Promise.reject(new Error('no'))
      },
    }
    const chain = ['acme/1', 'acme/2', 'acme/3'].map((id, index, all) => slowToShow(id, all[index - 1]))
    await new FakeTown().diagnose([stubborn, ...chain], {fix: true})
    expect(tries).to.equal(2)
  })

  it('compares findings by their keys', async () => {
    const names = ['a', 'b', 'c']
    const check = checkNamed('acme/many', {
      run: async ({connection}) => {
        const there = await Promise.all(names.map(async (name) => connection.fileExists(`/town/${name}`)))
        const missing = names.filter((_name, index) => !there[index])
        return missing.map((name) => fail(`no ${name}`, {key: name, fixable: name !== 'b'}))
      },
      fix: async ({connection}, {key}) => {
        if (key === 'c') throw new Error('c is hard')
        await connection.writeFile(`/town/${key}`, '')
      },
    })
    expect(await new FakeTown().lines([check], {fix: true})).to.deep.equal([
      'fixed acme/many: no a',
      'fail acme/many: no b',
      'fail acme/many: no c (fix failed: c is hard)',
    ])
  })

  it('repairs only the rig that is named, and not what it only needs', async () => {
    const town = new FakeTown()
    const checks = [fileCheck('acme/town'), rigFile('acme/config', {requires: ['acme/town']}), rigFile('acme/other')]
    expect(await town.lines(checks, {fix: true, rig: 'beads'})).to.deep.equal([
      'fail acme/town: no acme/town',
      'skip acme/config@beads: needs acme/town',
      'fixed acme/other@beads: acme/other holds',
    ])
    expect(await town.connection.fileExists('/town/gastown/acme/other')).to.equal(false)
  })

  it('ends after the fix at hand when it is interrupted', async () => {
    const controller = new AbortController()
    const town = new FakeTown()
    const check = fileCheck('acme/a')
    const interrupting: WorkspaceCheck = {
      ...check,
      fix: async (context, finding) => {
        controller.abort()
        await check.fix?.(context, finding)
      },
    }
    const asked = town.diagnose([interrupting, fileCheck('acme/b')], {fix: true, signal: controller.signal})
    expect(await asked.catch((error: unknown) => error)).to.have.property('code', 'GT_ABORTED')
    expect(await town.connection.fileExists('/town/acme/a')).to.equal(true)
    expect(await town.connection.fileExists('/town/acme/b')).to.equal(false)
  })
})

function withoutFix(check: WorkspaceCheck): WorkspaceCheck {
  const copy = {...check}
  delete copy.fix
  return copy
}

/** Wants a file of the same name in the town. */
function fileCheck(
  id: string,
  {mkdir = true, ...more}: Partial<WorkspaceCheck> & {mkdir?: boolean} = {},
): WorkspaceCheck {
  return checkNamed(id, {
    run: async ({connection}) => ((await connection.fileExists(`/town/${id}`)) ? pass() : fail(`no ${id}`)),
    fix: async ({connection}) => {
      if (mkdir) await connection.mkdirAll('/town/acme')
      await connection.writeFile(`/town/${id}`, '')
    },
    ...more,
  })
}

function folderCheck(id: string): WorkspaceCheck {
  return checkNamed(id, {
    run: async ({connection}) => ((await connection.fileExists(`/town/${id}`)) ? pass() : fail(`no ${id}`)),
    fix: async ({connection}) => connection.mkdirAll(`/town/${id}`),
  })
}

function rigFile(id: string, more: Partial<RigCheck> = {}): RigCheck {
  return rigCheck(id, {
    run: async ({connection, rig}) => ((await connection.fileExists(`${rig.path}/${id}`)) ? pass() : fail(`no ${id}`)),
    fix: async ({connection, rig}) => {
      await connection.mkdirAll(`${rig.path}/acme`)
      await connection.writeFile(`${rig.path}/${id}`, '')
    },
    ...more,
  })
}

/** Complains only once `after` is repaired, so that each link of the chain takes a round. */
function slowToShow(id: string, after: string | undefined): WorkspaceCheck {
  return fileCheck(id, {
    run: async ({connection}) => {
      const isDue = after === undefined || (await connection.fileExists(`/town/${after}`))
      return !isDue || (await connection.fileExists(`/town/${id}`)) ? pass() : fail(`no ${id}`)
    },
  })
}
