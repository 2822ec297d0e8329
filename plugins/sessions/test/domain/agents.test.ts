import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {chooseAgent, profilesOf} from '../../src/domain/agents.js'
import {isOlder, versionIn} from '../../src/domain/agent-version.js'
import {isAgentProfile} from '../../src/domain/intent.js'
import {fillIn, fillInHooks, gapOf} from '../../src/domain/profile.js'
import {ownProfiles} from '../../src/domain/profiles/index.js'

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return isGtError(error) ? error.code : String(error)
  }
  return 'nothing was thrown'
}

describe('profiles of agents', () => {
  for (const [name, profile] of Object.entries(ownProfiles)) {
    it(`${name} is as the schema says, with patterns that are some`, () => {
      expect(isAgentProfile(JSON.parse(JSON.stringify(profile))), JSON.stringify(isAgentProfile.errors)).to.equal(true)
      for (const {pattern} of profile.screen) expect(() => new RegExp(pattern, 'mu')).not.to.throw()
    })
  }

  it('are added to and changed by config.json, which is told where it makes no sense', () => {
    const agents = {
      claude: {program: '/x/claude'},
      mine: {...ownProfiles['shell'], program: 'mine'},
      bad: {program: 7},
      worse: 'x',
    }
    const all = profilesOf({agents})
    const of = (name: string) => all.find((one) => one.name === name)
    expect(of('claude')?.profile).to.deep.include({program: '/x/claude', conversation: 'given'})
    expect(of('mine')?.profile?.program).to.equal('mine')
    expect(of('bad')?.problem).to.match(/^agents\.bad: /)
    expect(of('worse')?.problem).to.match(/^agents\.worse: /)
    const pattern = {screen: [{state: 'idle', pattern: '('}]}
    expect(profilesOf({agents: {codex: pattern}}).find(({name}) => name === 'codex')?.problem).to.include(
      'no regular expression',
    )
  })

  it('are chosen by a flag, the configuration, or claude; what names none runs as a command', () => {
    expect(chooseAgent(undefined, {}).agent).to.equal('claude')
    expect(chooseAgent({agent: 'codex'}, {}).agent).to.equal('codex')
    expect(chooseAgent({agent: 'codex'}, {agent: 'gemini'}).agent).to.equal('gemini')
    expect(chooseAgent({agent: 'my-agent --fast'}, {})).to.deep.include({agent: '', command: 'my-agent --fast'})
    expect(chooseAgent(undefined, {command: 'x; y'}).profile.start).to.deep.equal(['-c', 'x; y'])
    expect(codeOf(() => chooseAgent(undefined, {agent: 'nobody'}))).to.equal('GT_AGENT_UNKNOWN')
    expect(codeOf(() => chooseAgent({agents: {codex: {doors: []}}}, {agent: 'codex'}))).to.equal('GT_AGENT_INVALID')
    expect(codeOf(() => chooseAgent(undefined, {command: ' '}))).to.equal('GT_USAGE')
  })

  it('fill in words and hooks, and give a long text more time', () => {
    expect(fillIn(['--id={conversation}', '{x}'], {conversation: 'c'})).to.deep.equal(['--id=c', '{x}'])
    expect(fillInHooks({a: [{command: '{hook idle}'}], b: 1}, (event) => `run ${event}`)).to.deep.equal({
      ...{a: [{command: 'run idle'}], b: 1},
    })
    const claude = ownProfiles['claude'] ?? expect.fail()
    expect([gapOf(claude, 10), gapOf(claude, 100 * 1024), gapOf(claude, 1e7)]).to.deep.equal([600, 700, 1500])
  })

  it('compare versions number by number', () => {
    expect(versionIn('2.1.300 (Claude Code)')).to.equal('2.1.300')
    expect([isOlder('2.1.9', '2.1.224'), isOlder('2.1.224', '2.1.224'), isOlder('3.0', '2.1.224')]).to.deep.equal([
      ...[true, false, false],
    ])
  })
})
