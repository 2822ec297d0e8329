import {isGtError, type Connection} from '@gt-town/contract'
import {expect} from 'chai'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {connect, makePlace, type PlaceOptions} from './ssh-subject.js'

interface Row {
  readonly options: PlaceOptions
  readonly startupFile?: string
  /** undefined: it works */
  readonly wanted?: readonly [code: string, message: RegExp, hint: RegExp]
}

const noPrograms = (text: RegExp): NonNullable<Row['wanted']> => [
  'GT_SSH_UNSUPPORTED',
  text,
  /has a shell.*ForceCommand/,
]

/** Accounts and servers that let somebody in, and then do not do as usual. */
const rows: Readonly<Record<string, Row>> = {
  'a second factor': {
    options: {config: ['PasswordAuthentication yes', 'AuthenticationMethods publickey,password']},
    wanted: ['GT_AUTH_FAILED', /takes the key, and wants password as well/, /AuthenticationMethods/],
  },
  'sftp alone': {
    options: {config: ['ForceCommand internal-sftp', 'Subsystem sftp internal-sftp']},
    wanted: noPrograms(/sftp connections only/),
  },
  'a command of its own': {options: {config: ['ForceCommand echo none here']}, wanted: noPrograms(/none here/)},
  'no session at all': {
    options: {config: ['MaxSessions 0']},
    wanted: ['GT_SSH_REFUSED', /run a command/, /MaxSessions/],
  },
  'no shell': {options: {shell: '/usr/sbin/nologin'}, wanted: noPrograms(/not available/)},
  'a restricted shell': {options: {shell: '/bin/rbash'}, wanted: noPrograms(/restricted/)},
  'startup files that read the input': {options: {shell: '/bin/bash'}, startupFile: 'read -r x\nread -r y\n'},
  'startup files that print': {options: {shell: '/bin/bash'}, startupFile: 'echo hello; echo oops >&2\n'},
}

describe('what looks at a machine, runs a program there and reads its files says the same', function () {
  this.timeout(60_000)
  before(function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make accounts with other login shells')
  })

  for (const [title, {options, startupFile, wanted}] of Object.entries(rows)) {
    it(`of ${title}`, async () => {
      const place = await makePlace(options)
      if (startupFile !== undefined) writeFileSync(join(place.sshd.home, '.bashrc'), startupFile)
      const uses: ((connection: Connection) => Promise<unknown>)[] = [
        async (connection) => connection.probe(),
        async (connection) => (await connection.execute(['echo', 'in'], {effect: 'read'})).stdout.toString(),
        async (connection) => connection.fileExists('/etc/passwd'),
      ]
      for (const use of uses) {
        const connection = connect(place)
        const started = performance.now()
        const outcome: unknown = await use(connection).catch((error: unknown) => error)
        await connection[Symbol.asyncDispose]()
        expect(performance.now() - started).to.be.below(5000 + 5000)
        if (!wanted) {
          expect(outcome).to.satisfy((found: unknown) => !isGtError(found))
          continue
        }
        const [code, message, hint] = wanted
        expect(outcome).to.have.property('code', code)
        expect(outcome).to.have.property('message').that.matches(message)
        expect(outcome).to.have.property('hint').that.matches(hint)
      }
      await place.dispose()
    })
  }
})
