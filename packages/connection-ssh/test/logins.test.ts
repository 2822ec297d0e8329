import {AbortedError} from '@gt-town/contract'
import {expect} from 'chai'
import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {holderPlace} from '../src/held/reach-holder.js'
import {makeTransport} from '../src/transport/make-transport.js'
import type {SshTarget} from '../src/transport/target.js'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {compiled} from '../../../test/support/compiled.js'
import {endHolderAt} from './end-holder.js'
import {makePlace, type Place} from './ssh-subject.js'
import {emptyConfig, targetOf} from './targets.js'
import {open, refuses, run} from './transport-suite/acts.js'

const password = 'correct horse'

/** Ways to log in where a key is not enough, or none is known, and what is asked for. */
const ways: Readonly<Record<string, {config: readonly string[]; hasKey: boolean; asks: RegExp}>> = {
  'a password alone': {
    config: ['PasswordAuthentication yes', 'AuthenticationMethods password'],
    hasKey: false,
    asks: /^gt-test-\w+@127\.0\.0\.1's password: $/,
  },
  'a key and a password': {
    config: ['PasswordAuthentication yes', 'AuthenticationMethods publickey,password'],
    hasKey: true,
    asks: /^gt-test-\w+@127\.0\.0\.1's password: $/,
  },
  'a key and an answer': {
    config: ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'AuthenticationMethods publickey,keyboard-interactive'],
    hasKey: true,
    asks: /^\(gt-test-\w+@127\.0\.0\.1\) Password: $/,
  },
}

describe('logging in with what is typed', function () {
  this.timeout(60_000)
  before(function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make an account with a password')
  })

  for (const [title, {config, hasKey, asks}] of Object.entries(ways)) {
    describe(`where it takes ${title}`, () => {
      let place: Place
      before(async () => (place = await makePlace({config, password})))
      after(async () => place.dispose())

      const target = (answers?: readonly string[], asked: string[] = []): SshTarget => ({
        ...targetOf(place.sshd, {user: place.user, ...(!hasKey && {keyPath: undefined})}),
        ...(answers && {
          askLogin: async (prompt, {isShown}) => {
            expect(isShown).to.equal(false)
            const answer = answers[asked.push(prompt) - 1]
            if (answer === undefined) throw new AbortedError('the question')
            return Promise.resolve(answer)
          },
        }),
      })

      it('asks until it is right', async () => {
        const asked: string[] = []
        await using link = open(makeTransport(new LocalConnection(), target(['wrong', password], asked)))
        expect((await run(link.transport, 'echo in')).stdout).to.equal('in\n')
        expect(asked).to.have.length(2)
        for (const prompt of asked) expect(prompt).to.match(asks)
      })

      it('gives up when it was wrong three times, or when whoever is asked does', async () => {
        const wrong = makeTransport(new LocalConnection(), target(['a', 'b', 'c', password]))
        const error = await refuses(wrong, 'GT_AUTH_FAILED', /neither a key nor what was typed/)
        expect(error.hint).to.include('gt machine connect west')
        await refuses(makeTransport(new LocalConnection(), target([])), 'GT_ABORTED')
      })

      it('asks nothing that the configuration turns off', async () => {
        const lines = ['Host *', 'PreferredAuthentications publickey', '']
        const configFile = emptyConfig(place.sshd, lines)
        await refuses(makeTransport(new LocalConnection(), {...target([password]), configFile}), 'GT_AUTH_FAILED')
      })

      it('says what to do where nobody can be asked', async () => {
        const error = await refuses(makeTransport(new LocalConnection(), target()), 'GT_AUTH_FAILED')
        expect(error.hint).to.match(/in a terminal.*gt machine connect west|gt machine connect west.*in a terminal/)
      })

      it('is done once for a link that is kept', async () => {
        const town = mkdtempSync(join(realpathSync(tmpdir()), 'gt-logins-'))
        const program = compiled(new URL('../src/held/holder-main.ts', import.meta.url))
        const asked: string[] = []
        const {askLogin, ...common} = {...target([password], asked), hold: {town, program}}
        try {
          for (const asking of [{askLogin}, {}]) {
            await using link = open(makeTransport(new LocalConnection(), {...common, ...asking}))
            expect((await run(link.transport, 'echo in')).stdout).to.equal('in\n')
          }
          expect(asked).to.have.length(1)
        } finally {
          endHolderAt(holderPlace(town, program)?.socket ?? '')
          rmSync(town, {recursive: true})
        }
      })
    })
  }
})
