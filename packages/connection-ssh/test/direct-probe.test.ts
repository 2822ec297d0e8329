import {isGtError, type Health} from '@gt-town/contract'
import {expect} from 'chai'
import {chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {connect, makePlace, type Place} from './ssh-subject.js'

describe('a probe before anything else', function () {
  let place: Place
  let bin: string
  before(async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make accounts with other login shells')
    place = await makePlace({shell: '/bin/bash'})
    bin = join(place.sshd.home, 'bin')
    mkdirSync(bin)
  })
  after(async () => place.dispose())

  async function probe({startupFile = '', path}: {startupFile?: string; path?: string} = {}): Promise<Health> {
    writeFileSync(join(place.sshd.home, '.bashrc'), startupFile)
    const connection = connect(place)
    try {
      const health = await connection.probe(path === undefined ? {} : {path})
      expect(connection.isHealthy()).to.equal(true)
      return health
    } finally {
      await connection[Symbol.asyncDispose]()
    }
  }

  function fakeDate(script: string): string {
    writeFileSync(join(bin, 'date'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, 'date'), 0o755)
    return `PATH=${bin}:$PATH\n`
  }

  it('hears through what a startup file prints', async () => {
    const {disk_free_bytes, clock_skew_ms} = await probe({startupFile: 'echo welcome; printf "has_gt=1 gt-"\n'})
    expect(disk_free_bytes).to.be.above(0)
    expect(clock_skew_ms).to.equal(0)
  })

  it('takes a path as it is written', async () => {
    const path = `/tmp/it's "$(touch ${place.sshd.home}/ran)" \`odd\`\nand long`
    expect((await probe({path})).disk_free_bytes).to.be.above(0)
    expect(existsSync(join(place.sshd.home, 'ran'))).to.equal(false)
  })

  for (const [how, format] of [
    ['with fractions', '%s.%N'],
    ['in whole seconds', '%s.'],
  ] as const) {
    it(`tells how far off a clock is that is told ${how}`, async () => {
      const startupFile = fakeDate(`exec /bin/date -d '+1 hour' '+${format}'`)
      expect((await probe({startupFile})).clock_skew_ms).to.be.within(3_600_000 - 5000, 3_600_000 + 1000)
      const behind = fakeDate(`exec /bin/date -d '-1 hour' '+${format}'`)
      expect((await probe({startupFile: behind})).clock_skew_ms).to.be.within(-3_600_000 - 5000, -3_600_000 + 1000)
    })
  }

  it('needs no perl, and says that there is none', async () => {
    for (const name of ['sh', 'date', 'sed', 'df', 'tail', 'head', 'git', 'dirname', 'flock']) {
      symlinkSync(`/usr/bin/${name}`, join(place.sshd.home, name))
    }
    const {has, versions} = await probe({startupFile: `PATH=${place.sshd.home}\n`})
    expect(has).to.deep.equal({flock: true, perl: false, git: true, tmux: false})
    expect(versions.git).to.match(/^\d/)
  })

  it('says what hinders it', async () => {
    for (const [startupFile, code] of [
      ['exit 3', 'GT_SSH_UNSUPPORTED'],
      ['exec cat /dev/zero', 'GT_SSH_UNSUPPORTED'],
    ] as const) {
      writeFileSync(join(place.sshd.home, '.bashrc'), `${startupFile}\n`)
      const connection = connect(place)
      try {
        await connection.probe()
        expect.fail('it succeeded')
      } catch (error) {
        expect(isGtError(error, code), String(error)).to.equal(true)
      } finally {
        await connection[Symbol.asyncDispose]()
      }
    }
  })
})
