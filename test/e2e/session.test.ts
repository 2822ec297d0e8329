import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {startSshd} from '../support/sshd.js'
import {runCli, temporaryFolder} from './cli.js'
import {addMachines, wayTo} from './remote-town.js'
import {endSessions, sessionTown, tmuxOf, until} from './session-town.js'

describe('gt session', function () {
  this.timeout(120_000)
  const {at, agents, gt, gtFails, session, stateOf} = sessionTown()
  let town = ''
  beforeEach(() => (town = at()))

  /** The first and the last of what gt why says of web/ann: the cause, and what to do. */
  async function why(): Promise<(string | undefined)[]> {
    const {code, stdout} = await gt(['why', 'web/ann'])
    expect(code).to.equal(1)
    const lines = stdout.trim().split('\n')
    return [lines[0], lines.at(-1)]
  }

  it('starts an agent in its folder, gives it a text, and stops it, so that gt up leaves it alone', async () => {
    agents().use(town, 'one')
    const started = await session('start', 'web/ann')
    expect([started.code, started.session.state]).to.deep.equal([0, 'idle'])
    const [first] = agents().records('one')
    expect(first).to.include({
      folder: join(town, 'web/ann'),
      address: 'web/ann',
      conversation: started.session.conversation,
    })
    expect(await gtFails('session', 'start', 'web/ann')).to.include({code: 1, error: 'GT_SESSION_RUNNING'})
    const text = 'first line;\n\u00fcn\u00efcode \u540d; $HOME `id`\n-x'
    const sent = await gt(['session', 'send', 'web/ann', '--stdin'], {input: text.replaceAll('\n', '\r\n')})
    expect([sent.code, sent.stdout]).to.match(/web\/ann: submitted by paste \(by (hook|screen)\)/)
    expect(
      agents()
        .records('one')
        .filter(({event}) => event === 'prompt'),
    ).to.have.length(1)
    expect(
      agents()
        .records('one')
        .find(({event}) => event === 'prompt'),
    ).to.include({text})
    const list = await gt(['session', 'list'])
    expect(list.stdout).to.match(/^ADDRESS +STATE +SINCE +AGENT\nweb\/ann +(idle|busy) +\d+ s +claude\n$/)
    const stopped = await session('stop', 'web/ann')
    expect(stopped.session).to.include({ended: 'asked'})
    expect(agents().records('one').at(-1)).to.include({event: 'end'})
    expect(await stateOf('web/ann')).to.equal('stopped')
    expect((await gt(['up'])).stdout).to.equal('No session is meant to run.\n')
    expect(await stateOf('web/ann')).to.equal('stopped')
    expect(await why()).to.deep.equal([
      'web/ann does not move: session of web/ann is stopped',
      'Next: gt session start web/ann',
    ])
  })

  it('brings back what died with its own conversation, and what gt down stopped', async () => {
    agents().use(town, 'one')
    const {conversation} = (await session('start', 'web/ann')).session
    await gt(['session', 'start', 'mayor', '--command', 'sleep 1000'])
    tmuxOf(town, 'kill-server')
    expect(await stateOf('web/ann')).to.equal('dead')
    expect((await gt(['doctor', '--only', 'Sessions'])).stdout).to.include(
      'The session of web/ann should run and is dead',
    )
    const up = await gt(['up'])
    expect([up.code, up.stdout]).to.deep.equal([0, up.stdout])
    expect(up.stdout)
      .to.include('web/ann: resumed (idle)')
      .and.to.include('mayor: started (unknown: no way to tell; it starts anew')
    expect(
      agents()
        .records('one')
        .filter(({event}) => event === 'start')
        .at(-1)
        ?.words?.slice(0, 2),
    ).to.deep.equal(['--resume', conversation])
    expect((await gt(['up'])).stdout).to.match(/^(mayor|web\/ann): running\n(mayor|web\/ann): running\n$/)
    expect((await gt(['down', '--grace', '1'])).code).to.equal(0)
    expect([await stateOf('web/ann'), await stateOf('mayor')]).to.deep.equal(['stopped', 'stopped'])
    expect((await gt(['down'])).stdout).to.equal('No session runs.\n')
    expect((await gt(['up'])).stdout).to.include('web/ann: resumed (idle)')
  })

  it('starts anew where its agent does not know its conversation, and says which one that was', async () => {
    agents().use(town, 'forgets', 'forgets')
    const {conversation} = (await session('start', 'web/ann')).session
    await gt(['down', '--grace', '1'])
    const up = await gt(['up'])
    expect([up.code, up.stdout]).to.deep.equal([0, up.stdout])
    expect(up.stdout).to.include(`its conversation ${conversation ?? ''} could not be gone on with`)
    const again = (await session('state', 'web/ann')).session
    expect(again.state).to.equal('idle')
    expect(again.conversation).to.not.equal(conversation)
    const intent = JSON.parse(readFileSync(join(town, 'mayor/sessions/web_2fann__.json'), 'utf8')) as object
    expect(intent).to.include({previous_conversation: conversation})
  })

  it('is blocked by a trust dialog, which nobody answers', async () => {
    agents().use(town, 'asks', 'trust')
    const {code, session: started} = await session('start', 'web/ann')
    expect([code, started.state, started.reason]).to.deep.equal([1, 'blocked', 'trust dialog'])
    const {code: refused, sent} = await session('send', 'web/ann', 'hello', '--timeout', '0')
    expect([refused, sent.result, sent.reason]).to.deep.equal([1, 'refused', 'it is blocked: trust dialog'])
    expect(
      agents()
        .records('asks')
        .map(({event}) => event),
    ).to.deep.equal(['start'])
    expect((await gt(['doctor', '--only', 'Sessions'])).stdout).to.include('web/ann is blocked: trust dialog')
    expect(await why()).to.deep.equal([
      'web/ann does not move: session of web/ann is blocked: trust dialog',
      'Next: gt session attach web/ann',
    ])
  })

  it('says how a program ended, and keeps what it printed', async () => {
    agents().use(town, 'crashes', 'crash=3')
    const {code, session: started} = await session('start', 'web/ann')
    expect([code, started.state]).to.deep.equal([1, 'dead'])
    expect(started.reason).to.be.oneOf(['exit 3', 'tmux does not say how it ended'])
    const [cause, next] = await why()
    expect(cause).to.equal(`web/ann does not move: session of web/ann is dead: ${started.reason ?? ''}`)
    expect(next).to.match(/^Next: gt session start web\/ann; gt session logs web\/ann/)
    const printed = await gt(['session', 'start', 'mayor', '--command', "printf 'last words\\033[31m'; exit 4"])
    expect(printed.code).to.equal(1)
    expect((await gt(['session', 'logs', 'mayor'])).stdout).to.include('last words')
    expect((await gt(['session', 'send', 'mayor', 'x'])).stdout).to.match(/mayor: undeliverable by paste \(it is dead/)
    expect((await session('stop', 'web/ann')).code).to.equal(0)
  })

  it('ends all that belongs to a session and nothing else', async () => {
    const mark = join(town, 'mayor/pids')
    const script = `trap '' INT TERM HUP; (sleep 1001 & echo $! >> '${mark}'; (sleep 1002 & echo $! >> '${mark}') ); sleep 1003 & echo $! >> '${mark}'; wait; sleep 1004`
    await gt(['session', 'start', 'web/ann', '--command', script])
    tmuxOf(town, 'new-session', '-d', '-s', 'mine', '--', 'sleep', '1005')
    const other = spawnSync('sh', ['-c', 'GT_SESSION=web_2fann__ sleep 1006 >/dev/null 2>&1 & echo $!'], {
      encoding: 'utf8',
    })
    const bystander = Number(other.stdout)
    await until(async () => Promise.resolve(existsSync(mark) && readFileSync(mark, 'utf8').split('\n').length > 3))
    const pids = readFileSync(mark, 'utf8').trim().split('\n').map(Number)
    expect(pids).to.have.length(3)
    try {
      expect((await session('stop', 'web/ann', '--grace', '1')).session).to.include({ended: 'killed'})
      for (const pid of pids) expect(isRunning(pid), String(pid)).to.equal(false)
      expect(tmuxOf(town, 'list-sessions', '-F', '#{session_name}')).to.equal('mine\n')
      expect(isRunning(bystander)).to.equal(true)
    } finally {
      process.kill(bystander)
    }
  })

  it('ends what its program has left behind when it ended by itself', async () => {
    const mark = join(town, 'mayor/pids')
    const script = `trap '' HUP; env -i sleep 1234 & echo $! > '${mark}'; sleep 2`
    await gt(['session', 'start', 'web/ann', '--command', script])
    await until(async () => (await stateOf('web/ann')) === 'dead')
    const pid = Number(readFileSync(mark, 'utf8'))
    expect(isRunning(pid)).to.equal(true)
    expect((await session('stop', 'web/ann', '--grace', '1')).code).to.equal(0)
    expect(isRunning(pid)).to.equal(false)
  })

  it('is seen, not started beside, and ended in a town that was moved while it ran', async () => {
    await gt(['session', 'start', 'web/ann', '--command', `echo $$ > '${join(town, 'mayor/pids')}'; exec sleep 1000`])
    const moved = `${town}-moved`
    await until(async () => Promise.resolve(existsSync(join(town, 'mayor/pids'))))
    renameSync(town, moved)
    try {
      const pid = Number(readFileSync(join(moved, 'mayor/pids'), 'utf8'))
      const there = async (...words: string[]): Promise<string> => (await runCli(words, {cwd: moved})).stdout
      expect(await there('session', 'list')).to.match(/^web\/ann +unknown: its processes run, but not in/m)
      expect(await there('up')).to.match(/^web\/ann: failed/)
      expect(isRunning(pid)).to.equal(true)
      expect(await there('session', 'stop', 'web/ann', '--grace', '1')).to.include('web/ann')
      expect(isRunning(pid)).to.equal(false)
    } finally {
      endSessions(moved)
      renameSync(moved, town)
    }
  })

  it('is rung for mail, once until somebody looks, and never while it works', async () => {
    agents().use(town, 'one', 'busy=10000')
    await gt(['session', 'start', 'web/ann'])
    const sendMail = async (...words: string[]): Promise<string> =>
      (await gt(['mail', 'send', 'web/ann', '-s', 'a subject', '-m', 'a body', '--ring', ...words])).stdout
    expect(await sendMail()).to.match(/web\/ann: its agent was told \(submitted by paste\)/)
    const prompts = (): (string | undefined)[] =>
      agents()
        .records('one')
        .flatMap(({event, text}) => (event === 'prompt' ? [text] : []))
    expect(prompts()).to.have.length(1)
    expect(prompts()[0]).to.match(/^You have 1 new message: gt mail inbox lists them\. \(gt, bell [0-9a-f]{8}\)$/)
    expect(await sendMail()).to.match(/its agent learns at its next turn \(it is busy\)/)
    expect((await session('state', 'web/ann', '--wait', 'idle', '--timeout', '60')).code).to.equal(0)
    expect(await sendMail()).to.match(/its agent was told before, and has not looked/)
    expect(prompts()).to.have.length(1)
    await gt(['mail', 'check', '--hook', 'claude', '--as', 'web/ann'])
    expect(await sendMail()).to.match(/its agent was told \(submitted by paste\)/)
    expect(prompts()).to.have.length(2)
    // Urgent mail goes into the queue of one that works.
    await gt(['mail', 'check', '--hook', 'claude', '--as', 'web/ann'])
    expect(await sendMail('--priority', 'urgent')).to.match(/its agent was told \((?:queued|submitted) by paste\)/)
    await gt(['session', 'stop', 'web/ann'])
    expect(await sendMail()).to.match(/nobody was told \(no session runs\)/)
  })

  it('keeps a polecat and a rig from being removed while it runs; --force stops it first', async () => {
    await gt(['session', 'start', 'web/ann', '--command', 'sleep 1000'])
    for (const words of [
      ['polecat', 'remove', 'web/ann'],
      ['rig', 'remove', 'web'],
      ['rig', 'remove', 'web', '--delete'],
    ]) {
      const refused = await gtFails(...words)
      expect(refused, words.join(' ')).to.include({code: 1, error: 'GT_IN_USE', message: 'a session of web/ann runs'})
      expect(refused.hint).to.equal('gt session stop web/ann, or --force to stop it first')
    }
    expect((await gt(['polecat', 'remove', 'web/ann', '--force'])).code).to.equal(0)
    expect(await gtFails('session', 'state', 'web/ann')).to.include({code: 1, error: 'GT_SESSION_MISSING'})
    expect((await gt(['up'])).stdout).to.equal('No session is meant to run.\n')
    // What is noted of it goes to the trash with the polecat, and comes back with it.
    const intentOf = (name: string): string => join(town, `mayor/sessions/web_2f${name}__.json`)
    expect([existsSync(intentOf('ann')), (await gt(['session', 'list'])).stdout]).to.deep.equal([
      false,
      'No sessions. gt session start ADDRESS starts one.\n',
    ])
    expect((await gt(['trash', 'restore', 'web/ann', '--as', 'ben'])).code).to.equal(0)
    expect(JSON.parse(readFileSync(intentOf('ben'), 'utf8'))).to.include({address: 'web/ben', wanted: 'stopped'})
    expect((await gt(['session', 'list'])).stdout).to.match(/^web\/ben +stopped/m)
    expect((await gt(['rig', 'remove', 'web', '--delete', '--force'])).code).to.equal(0)
    expect(existsSync(intentOf('ben'))).to.equal(false)
    expect((await gt(['trash', 'restore', 'web'])).code).to.equal(0)
    expect((await gt(['session', 'list'])).stdout).to.match(/^web\/ben +stopped/m)
    expect((await gt(['trash', 'list'])).stdout).to.equal('The trash is empty.\n')
  })

  it('is said not to be seen where its tmux hangs, and gt status does not wait for it', async () => {
    await gt(['session', 'start', 'web/ann', '--command', 'sleep 1000'])
    const pid = Number(tmuxOf(at(), 'display-message', '-p', '#{pid}'))
    process.kill(pid, 'SIGSTOP')
    try {
      expect((await gt(['status', '--all'])).stdout).to.include('tmux did not answer within 3 s')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })

  it('runs on another machine, where what is missing is added first; one that is down is unknown', async () => {
    const sshd = await startSshd()
    const far = temporaryFolder('west')
    const west = join(far.path, 'town')
    try {
      mkdirSync(west)
      expect((await runCli(['install'], {cwd: west})).code).to.equal(0)
      addMachines(town, {west: wayTo(sshd, {workspace: west})}, [sshd])
      agents().use(town, 'far')
      const started = await session('start', 'west:web/cy')
      expect([started.code, started.session.state], JSON.stringify(started)).to.deep.equal([0, 'idle'])
      expect(agents().records('far')[0]).to.include({folder: join(west, 'web/cy'), address: 'web/cy'})
      expect((await session('send', 'west:web/cy', 'hello')).sent.result).to.equal('submitted')
      expect((await gt(['session', 'list'])).stdout).to.match(/^west:web\/cy +(idle|busy)/m)
      const sessionsThere = async (): Promise<unknown> =>
        (
          JSON.parse((await gt(['machine', 'status', 'west', '--json'])).stdout) as {
            machines: [{health: {sessions: unknown}}]
          }
        ).machines[0].health.sessions
      expect(await sessionsThere()).to.equal(1)
      expect(await gtFails('machine', 'remove', 'west')).to.include({code: 1, error: 'GT_IN_USE'})
      expect(await gtFails('polecat', 'remove', 'west:web/cy')).to.include({code: 1, error: 'GT_IN_USE'})
      tmuxOf(west, 'kill-server')
      expect(await sessionsThere()).to.equal(0)
      expect((await gt(['up'])).stdout).to.equal('west:web/cy: resumed (idle)\n')
      expect((await gt(['session', 'stop', 'west:web/cy'])).code).to.equal(0)
      await sshd.stop()
      const down = await gt(['session', 'list'])
      expect(down.code).to.equal(1)
      expect(down.stdout).to.match(/^west +unknown: /m)
    } finally {
      endSessions(west)
      await sshd.stop()
      far.remove()
    }
  })

  it('refuses what cannot be, with a next step', async () => {
    expect(await gtFails('session', 'start', 'web/')).to.include({code: 2, error: 'GT_ADDRESS_INVALID'})
    const nothing = await gtFails('session', 'capture', 'web/ann')
    expect(nothing).to.include({code: 1, error: 'GT_SESSION_MISSING', message: 'no session of web/ann runs'})
    expect(await gtFails('session', 'start', 'web/ann', '--agent', 'claud')).to.include({
      code: 2,
      error: 'GT_AGENT_UNKNOWN',
      hint: 'did you mean claude?',
    })
    expect(await gtFails('session', 'start', 'web/ann', '--agent', 'gemini')).to.include({
      code: 3,
      error: 'GT_AGENT_MISSING',
    })
    expect(await gtFails('session', 'stop', 'web/nobody')).to.include({code: 1, error: 'GT_SESSION_MISSING'})
    expect(await gtFails('session', 'capture', 'web/ann')).to.include({code: 1, error: 'GT_SESSION_MISSING'})
    expect(await gtFails('session', 'send', 'web/ann')).to.include({code: 2, error: 'GT_USAGE'})
    expect(await gtFails('session', 'send', 'web/ann', '\u001b[201~x')).to.include({code: 2, error: 'GT_TEXT_INVALID'})
    // Nothing was started, so nothing is meant to run.
    expect((await gt(['up'])).stdout).to.equal('No session is meant to run.\n')
    const path = join(town, 'mayor/config.json')
    const config = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({...config, agent: 'echo hello', agents: {codex: {doors: ['window']}}}))
    const asCommand = await gt(['session', 'start', 'web/ann'])
    expect(asCommand.stderr.replaceAll(/[\s›]+/g, ' ')).to.include(
      'agent in config.json names no profile: it runs as a command ("echo hello")',
    )
    expect(await gtFails('session', 'start', 'web/ann', '--agent', 'codex')).to.include({
      code: 2,
      error: 'GT_AGENT_INVALID',
    })
    expect((await gt(['session', 'profiles'])).stdout).to.match(/^codex +invalid/m)
  })
})

/** One that has ended and that nobody has asked for is none. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
