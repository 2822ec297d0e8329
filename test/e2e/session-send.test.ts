import {expect} from 'chai'
import {sessionTown, tmuxOf, until} from './session-town.js'

describe('gt session send', function () {
  this.timeout(120_000)
  const {at, agents, gt, session, stateOf} = sessionTown()
  let town = ''
  beforeEach(() => (town = at()))

  it('never touches a draft that stands in its composer', async () => {
    agents().use(town, 'one')
    await gt(['session', 'start', 'web/ann'])
    tmuxOf(town, 'send-keys', '-l', '-t', '=web_2fann__:', 'half a thou')
    await until(async () => (await gt(['session', 'capture', 'web/ann'])).stdout.includes('half a thou'))
    const {code, sent} = await session('send', 'web/ann', 'hello', '--timeout', '1')
    expect([code, sent.result, sent.reason]).to.deep.equal([1, 'refused', 'its composer does not look empty'])
    expect((await gt(['session', 'capture', 'web/ann'])).stdout).to.include('\u276f half a thou\n')
    expect(
      agents()
        .records('one')
        .some(({event}) => event === 'paste'),
    ).to.equal(false)
  })

  it('presses Enter again where it was swallowed, and says so where it is not taken', async () => {
    agents().use(town, 'swallows', 'swallow=2500')
    await gt(['session', 'start', 'web/ann'])
    expect((await session('send', 'web/ann', 'hello')).sent.result).to.equal('submitted')
    expect(
      agents()
        .records('swallows')
        .filter(({event}) => event === 'prompt'),
    ).to.have.length(1)
    await gt(['session', 'stop', 'web/ann'])
    agents().use(town, 'deaf', 'deaf')
    await gt(['session', 'start', 'web/ann'])
    const {code, sent} = await session('send', 'web/ann', 'hello')
    expect([code, sent.result]).to.deep.equal([1, 'unconfirmed'])
  })

  it('is given by its own inbox where it has one, and a draft stays as it is', async () => {
    agents().use(town, 'listens', 'socket busy=20000')
    await gt(['session', 'start', 'web/ann'])
    tmuxOf(town, 'send-keys', '-l', '-t', '=web_2fann__:', 'half a thou')
    expect((await gt(['session', 'send', 'web/ann', 'one\ntwo;'])).stdout).to.equal(
      'web/ann: submitted by socket (by hook)\n',
    )
    expect((await gt(['session', 'send', 'web/ann', 'three'])).stdout).to.equal(
      'web/ann: queued by socket (by socket)\n',
    )
    const prompts = agents()
      .records('listens')
      .filter(({event}) => event === 'prompt')
    expect(prompts.map(({text}) => text)).to.deep.equal(['one\ntwo;', 'three'])
    expect((await gt(['session', 'capture', 'web/ann'])).stdout).to.include('\u276f half a thou\n')
  })

  it('answers no dialog that a text leads to, nor by stopping', async () => {
    agents().use(town, 'dialog', 'permission')
    await gt(['session', 'start', 'web/ann'])
    expect((await session('send', 'web/ann', 'do it')).sent.result).to.equal('submitted')
    expect(await stateOf('web/ann')).to.equal('waiting')
    await gt(['session', 'stop', 'web/ann', '--grace', '1'])
    expect(
      agents()
        .records('dialog')
        .some(({event}) => event === 'approved'),
    ).to.equal(false)
  })

  it('is queued by an agent that is busy', async () => {
    agents().use(town, 'works', 'busy=30000')
    await gt(['session', 'start', 'web/ann'])
    expect((await session('send', 'web/ann', 'one')).sent.result).to.equal('submitted')
    expect((await session('state', 'web/ann', '--wait', 'busy', '--timeout', '5')).code).to.equal(0)
    expect((await session('send', 'web/ann', 'two')).sent.result).to.equal('queued')
    const prompts = agents()
      .records('works')
      .filter(({event}) => event === 'prompt')
    expect(prompts.map(({text, whileBusy}) => [text, whileBusy])).to.deep.equal([
      ['one', false],
      ['two', true],
    ])
  })
})
