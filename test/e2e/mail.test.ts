import {expect} from 'chai'
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {startSshd} from '../support/sshd.js'
import {bin, environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {freshTown} from './fresh-town.js'
import {errorOf, inTown} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'
import {makeRepository} from './repositories.js'

interface Mail {
  message: {id: string; recipients: {to: string; state: string; reason: string | null}[]}
  messages: {id: string; subject: string; state: string; from: string; from_by: string}[]
  unread: number
}

describe('gt mail', function () {
  this.timeout(120_000)
  let town = ''
  freshTown(
    async (folder, made) => {
      const {gtOk} = inTown(() => made)
      await gtOk('rig', 'add', 'web', makeRepository(join(folder, 'web.git'), [{'a.txt': 'a\n'}]))
      await gtOk('polecat', 'add', 'web/ann')
      await gtOk('polecat', 'add', 'web/bob')
      return {}
    },
    (fresh) => (town = fresh.town),
  )
  const {gt, gtFails} = inTown(() => town)
  const mail = async (...words: string[]): Promise<Mail> => {
    const {code, stdout, stderr} = await gt(['mail', ...words, '--json'])
    expect({code, stderr}, stdout).to.deep.equal({code: 0, stderr: ''})
    return JSON.parse(stdout) as Mail
  }
  const asAnn = {cwd: ''}
  beforeEach(() => (asAnn.cwd = join(town, 'web/ann')))

  it('is sent, listed, read, answered and followed', async () => {
    const sent = await gt(['mail', 'send', 'web/ann', '-s', 'Hello \u001b[31m', '-m', 'one\ntwo'])
    const [, id = ''] = /^Sent ([0-9a-z]{16})$/m.exec(sent.stdout) ?? []
    expect(sent.stdout).to.equal(`Sent ${id}\n  web/ann: delivered\n`)
    const list = await gt(['mail', 'inbox'], asAnn)
    expect(list.stdout).to.match(
      /^ID +STATE +PRIORITY +FROM +AGE +SUBJECT\n[0-9a-z]{8} +unread +normal +mayor +\d+s +Hello \\x1b\[31m\n$/,
    )
    const read = await gt(['mail', 'read', id.slice(0, 5)], asAnn)
    expect(read.stdout).to.include('From:     mayor (at the root of the town)').and.to.include('one\ntwo')
    await gt(['mail', 'reply', id.slice(0, 5), '--stdin'], {...asAnn, input: 'done\n'})
    expect((await mail('inbox')).messages[0]).to.include({
      subject: 'Re: Hello \u001b[31m',
      from: 'hub:web/ann',
      from_by: 'folder',
    })
    const shown = await gt(['mail', 'show', id])
    expect(shown.stdout).to.match(/web\/ann +read +\d{4}-/)
    expect((await gt(['status', '--all'])).stdout).to.match(/Mail\nMAILBOX +UNREAD\nmayor +1\n/)
    expect((await gt(['status'])).stdout).to.match(/mail: 1 unread for the mayor\n +gt mail inbox mayor\n/)
  })

  it('says who sends: a flag, a variable, a folder; never guesses', async () => {
    const {message} = await mail('send', 'web/bob', '-s', 's', '-m', 'b', '--from', 'web/ann')
    expect(message).to.include({from: 'hub:web/ann', from_by: 'flag'})
    const unknown = await gt(['mail', 'send', 'web/bob', '-s', 's', '-m', 'b', '--json'], {cwd: join(town, 'web')})
    expect([unknown.code, errorOf(unknown.stdout).code]).to.deep.equal([2, 'GT_MAIL_SENDER_UNKNOWN'])
    expect(await gtFails('mail', 'send', 'web/bob', '-s', 's', '-m', 'b', '--from', 'web/nobody')).to.include({
      ...{code: 2, error: 'GT_MAIL_SENDER_INVALID'},
    })
  })

  it('refuses what makes no sense, with a next step', async () => {
    expect(await gtFails('mail', 'send', 'web/an', '-s', 's', '-m', 'b')).to.include({
      ...{code: 2, error: 'GT_POLECAT_NOT_FOUND', hint: 'did you mean web/ann?'},
    })
    expect(await gtFails('mail', 'send', 'web/ann', '-s', 's')).to.include({code: 2, error: 'GT_USAGE'})
    const unheeded = await gtFails('mail', 'send', 'web/ann', '-s', 's', '-m', 'x', '--timeout', '5m')
    expect(unheeded).to.include({code: 2, error: 'GT_USAGE'})
    expect(await gtFails('mail', 'read', 'nothere00')).to.include({code: 2, error: 'GT_MAIL_NOT_FOUND'})
    expect(await gtFails('mail', 'read', '../x')).to.include({code: 2, error: 'GT_MAIL_ID_INVALID'})
    const binary = await gt(['mail', 'send', 'web/ann', '-s', 's', '--stdin', '--json'], {
      input: '\ud800'.normalize() + '\0',
    })
    expect(binary.code).to.equal(0)
  })

  it('of somebody else is looked at and not changed; only its owner acknowledges', async () => {
    const {message} = await mail('send', 'web/ann', '-s', 's', '-m', 'b')
    expect((await gt(['mail', 'read', message.id])).stdout).to.include('it was not marked as read')
    expect(await gtFails('mail', 'ack', message.id)).to.include({code: 2, error: 'GT_MAIL_NOT_YOURS'})
    expect((await mail('inbox', 'web/ann')).unread).to.equal(1)
    expect((await gt(['mail', 'read', message.id, '--peek'], asAnn)).code).to.equal(0)
    expect((await mail('inbox', 'web/ann')).unread).to.equal(1)
    expect((await gt(['mail', 'ack', message.id], asAnn)).stdout).to.equal(`Acknowledged ${message.id}\n`)
    expect((await mail('inbox', 'web/ann')).unread).to.equal(0)
  })

  it('waits for word that it was acknowledged, up to its deadline', async () => {
    const late = await gt(['mail', 'send', 'web/ann', '-s', 's', '-m', 'b', '--wait-ack', '--timeout', '0s'])
    expect([late.code, late.stdout.split('\n')[2]]).to.deep.equal([1, '  web/ann: delivered'])
    const waiting = gt(['mail', 'send', 'web/ann', '-s', 'now', '-m', 'b', '--wait-ack', '--timeout', '60s'], {
      alone: true,
    })
    let ids: string[] = []
    while (ids.length < 1) {
      ids = (await mail('inbox', 'web/ann')).messages.filter(({subject}) => subject === 'now').map(({id}) => id)
    }
    await gt(['mail', 'ack', ...ids], asAnn)
    const {code, stdout} = await waiting
    expect([code, stdout.split('\n')[2]]).to.deep.equal([0, '  web/ann: acknowledged'])
  })

  describe('check', () => {
    const check = async (...words: string[]): Promise<CliResult> =>
      gt(['mail', 'check', ...words], {...asAnn, input: '{"hook_event_name":"Stop","stop_hook_active":false}'})

    it('prints what the hook of an agent takes, once', async () => {
      await mail('send', 'web/ann', '-s', 'Task', '-m', 'do it')
      const first = await check('--hook', 'claude')
      const {decision, reason} = JSON.parse(first.stdout) as {decision: string; reason: string}
      expect(decision).to.equal('block')
      expect(reason).to.include('message from mayor: Task').and.to.include('do it')
      expect(await check('--hook', 'claude')).to.include({code: 0, stdout: '', stderr: ''})
    })

    it('never holds up an agent: what went wrong is a line in a log', async () => {
      const {code, stdout, stderr} = await check('--hook', 'claude', '--as', 'web/nobody')
      expect({code, stdout, stderr}).to.deep.equal({code: 0, stdout: '', stderr: ''})
      expect(readFileSync(join(town, 'mayor/mail/hooks.log'), 'utf8')).to.include('there is no such polecat here')
      expect((await check('--as', 'web/nobody')).code).to.equal(2)
      const outside = await gt(['mail', 'check', '--hook', 'gemini'], {cwd: '/', input: ''})
      expect([outside.code, outside.stdout]).to.deep.equal([0, ''])
    })

    it('never holds up an agent by a mistake on its own command line, or by an output that is full', async () => {
      for (const words of [
        ['check', '--hook', 'claude', '--bogus'],
        ['check', '--hook', 'claud'],
        ['wait', '--hook=claude', '--timeot', '1s'],
      ]) {
        const {code, stdout, stderr} = await gt(['mail', ...words], {...asAnn, input: ''})
        expect({code, stdout, stderr}, words.join(' ')).to.deep.equal({code: 0, stdout: '', stderr: ''})
      }
      await mail('send', 'web/ann', '-s', 'Task', '-m', 'do it')
      const {status} = spawnSync(
        'sh',
        ['-c', `"$0" "$1" mail check --hook claude </dev/null >/dev/full`, process.execPath, bin],
        {
          ...{cwd: asAnn.cwd, env: environment()},
        },
      )
      expect(status).to.equal(0)
      expect(JSON.parse((await check('--json')).stdout).check).to.include({told: 1, left: 0})
      expect((await check()).stdout).to.equal('')
    })

    it('tells again of what nobody could read', async () => {
      await mail('send', 'web/ann', '-s', 'Task', '-m', 'do it')
      const full = spawnSync(process.execPath, [bin, 'mail', 'check', '--hook', 'plain'], {
        ...{cwd: asAnn.cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe']},
        shell: false,
        ...(existsSync('/dev/full') && {}),
      })
      expect(full.stdout.toString()).to.include('Task')
      await mail('send', 'web/ann', '-s', 'Second', '-m', 'x')
      spawnSync('sh', ['-c', `"$0" "$1" mail check >/dev/full 2>/dev/null`, process.execPath, bin], {
        ...{cwd: asAnn.cwd, env: environment()},
      })
      expect((await check()).stdout)
        .to.include('Second')
        .and.not.include('Task')
    })
  })

  it('wakes who waits: 0 at an arrival, 1 at the timeout; for a hook 2 and 0', async () => {
    const wait = (...words: string[]): {ended: Promise<[number | null, string]>} => {
      const child = spawn(process.execPath, [bin, 'mail', 'wait', ...words], {cwd: asAnn.cwd, env: environment()})
      let text = ''
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
      return {ended: once(child, 'close').then(([code]) => [code as number | null, text])}
    }
    expect(await wait('--timeout', '1s').ended).to.deep.equal([1, ''])
    expect(await wait('--timeout', '1s', '--hook', 'claude').ended).to.deep.equal([0, ''])
    // Whether it listens already or not: mail that is there ends it as well.
    const plain = wait('--timeout', '60s').ended
    await mail('send', 'web/ann', '-s', 'Wake', '-m', 'up')
    expect((await plain)[0]).to.equal(0)
    const [code, text] = await wait('--timeout', '60s', '--hook', 'claude').ended
    expect(code).to.equal(2)
    expect(text).to.include('Wake')
  })

  it('reports each arrival to who watches', async () => {
    const child = spawn(process.execPath, [bin, 'mail', 'watch', '--json'], {cwd: asAnn.cwd, env: environment()})
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    // Only what comes once it watches is reported.
    while (!text.includes('\n')) await mail('send', 'web/ann', '-s', 'One', '-m', 'x')
    child.kill('SIGTERM')
    await once(child, 'close')
    expect((JSON.parse(text.split('\n')[0] ?? '') as {message: {subject: string}}).message.subject).to.equal('One')
  })

  it('goes to a machine over ssh, and comes from it; one that is down has it queued', async () => {
    const sshd = await startSshd()
    const far = temporaryFolder('west')
    try {
      const west = join(far.path, 'town')
      mkdirSync(west)
      expect((await runCli(['install'], {cwd: west})).code).to.equal(0)
      mkdirSync(join(west, 'api/cy'), {recursive: true})
      mkdirSync(join(west, 'api/.gastown'))
      writeFileSync(join(west, 'api/.gastown/config.json'), '{"type":"rig","git_url":"/x"}')
      addMachines(town, {west: wayTo(sshd, {workspace: west})}, [sshd])
      const {message} = await mail('send', 'west:api/cy', '-s', 'Far', '-m', 'x')
      const ring = {result: 'none', detail: 'no session runs'}
      expect(message.recipients).to.deep.equal([{to: 'west:api/cy', state: 'delivered', reason: null, ring}])
      expect((await gt(['mail', 'sync'])).stdout).to.equal('0 delivered, 0 waiting\n')
      const answer = await runCli(['mail', 'send', 'mayor', 'hub:web/ann', '-s', 'Near', '-m', 'y'], {
        cwd: join(west, 'api/cy'),
      })
      expect(answer.stdout).to.include('mayor: accepted: the hub collects it when it syncs next')
      expect((await gt(['mail', 'sync'])).stdout).to.equal('2 delivered, 0 waiting\n')
      expect((await mail('inbox', 'mayor')).messages[0]).to.include({subject: 'Near', from: 'west:api/cy'})
      expect((await runCli(['mail', 'sent'], {cwd: join(west, 'api/cy')})).stdout).to.match(/delivered +mayor/)
      await sshd.stop()
      const down = await gt(['mail', 'send', 'west:api/cy', '-s', 'Later', '-m', 'x'])
      expect(down.code).to.equal(0)
      expect(down.stdout).to.match(/west:api\/cy: accepted: .*west/)
      expect((await gt(['mail', 'queue'])).stdout).to.match(/waiting +west:api\/cy/)
      expect((await gt(['mail', 'sync'])).code).to.equal(1)
    } finally {
      await sshd.stop()
      far.remove()
    }
  })

  it('is looked after by the doctor, which keeps every byte', async () => {
    await mail('send', 'web/ann', '-s', 'Good', '-m', 'x')
    const inbox = join(town, 'web/.gastown/mail/ann/inbox.jsonl')
    const good = readFileSync(inbox, 'utf8')
    writeFileSync(inbox, `${good}what is this\n{"torn`)
    const only = ['--only', 'mail/mailboxes', '--json']
    const statuses = async (...words: string[]): Promise<string[]> => {
      const {stdout} = await gt(['doctor', ...only, ...words])
      return (JSON.parse(stdout) as {results: {id: string; status: string}[]}).results
        .filter(({id}) => id === 'mail/mailboxes')
        .map(({status}) => status)
    }
    expect(await statuses()).to.deep.equal(['warn', 'warn'])
    await statuses('--fix')
    await statuses('--fix')
    expect(await statuses()).to.deep.equal(['pass'])
    expect(readFileSync(inbox, 'utf8')).to.equal(good)
    expect(readFileSync(`${inbox}.unreadable`, 'utf8')).to.equal('what is this\n{"torn\n')
  })

  describe('the short way of mail check', () => {
    const light = createRequire(import.meta.url)(join(import.meta.dirname, '../../dist/light.cjs')) as {
      runLight(argv: string[], env: object, cwd: string): string | undefined
    }
    const long = async (argv: string[], env: Record<string, string>, cwd: string): Promise<CliResult> =>
      gt(argv, {cwd, env: {...env, DEBUG: '1'}, input: ''})

    it('says the same as the long one wherever it answers, and leaves it the rest', async () => {
      await mail('send', 'web/ann', '-s', 'Seen', '-m', 'x')
      await gt(['mail', 'check'], asAnn)
      const places = [town, join(town, 'web/ann'), join(town, 'web'), join(town, 'mayor'), '/']
      const lines: readonly (readonly [string[], Record<string, string>, boolean[]])[] = [
        [['mail', 'check'], {}, [true, true, false, false, false]],
        [['mail', 'check', '--hook', 'claude', '--event', 'Stop'], {}, [true, true, false, false, false]],
        [['mail', 'check', '--as', 'web/ann'], {}, [true, true, true, true, false]],
        [['mail', 'check', '--as=hub:web/bob'], {}, [true, true, true, true, false]],
        [['mail', 'check'], {GT_ADDRESS: 'mayor'}, [true, true, true, true, false]],
        [['mail', 'check'], {GT_ADDRESS: 'web/nobody'}, [false, false, false, false, false]],
        [['mail', 'check'], {GT_ADDRESS: 'web/ann', GT_TOWN_ROOT: town}, [true, true, true, true, true]],
        [['mail', 'check', '--town', join(town, 'web')], {}, [false, false, false, false, false]],
        [['mail', 'check', '--as', 'west:web/ann'], {}, [false, false, false, false, false]],
        [['mail', 'check', '--hook', 'other'], {}, [false, false, false, false, false]],
        [['mail', 'check', '--help'], {}, [false, false, false, false, false]],
        [['mail', 'check', '--json'], {}, [false, false, false, false, false]],
        [['mail', 'check', 'word'], {}, [false, false, false, false, false]],
        [['mail', 'check', '--as'], {}, [false, false, false, false, false]],
        [['mail', 'inbox'], {}, [false, false, false, false, false]],
      ]
      for (const [argv, env, expected] of lines) {
        const answers = places.map((cwd) => light.runLight(argv, env, cwd))
        const what = `${argv.join(' ')} ${JSON.stringify(env)}`
        expect(
          answers.map((text) => text !== undefined),
          what,
        ).to.deep.equal(expected)
        const at = answers.findIndex((text) => text !== undefined)
        if (at === -1) continue
        const {code, stdout, stderr} = await long(argv, env, places[at] ?? '')
        expect({code, stdout, stderr}, what).to.deep.equal({code: 0, stdout: answers[at], stderr: ''})
      }
    })

    it('sees what is new, and what cannot be told', async () => {
      const words = ['mail', 'check']
      const cwd = join(town, 'web/ann')
      expect(light.runLight(words, {}, cwd)).to.equal('')
      await mail('send', 'web/ann', '-s', 'New', '-m', 'x')
      expect(light.runLight(words, {}, cwd)).to.equal(undefined)
      await gt(words, asAnn)
      expect(light.runLight(words, {}, cwd)).to.equal('')
      rmSync(join(town, 'web/.gastown/mail/ann/inbox.index.json'))
      expect(light.runLight(words, {}, cwd)).to.equal(undefined)
      writeFileSync(join(town, 'mayor/config.json'), 'broken')
      expect(light.runLight(words, {}, cwd)).to.equal(undefined)
    })
  })
})
