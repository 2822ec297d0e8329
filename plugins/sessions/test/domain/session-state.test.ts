import {expect} from 'chai'
import type {SessionIntent} from '../../src/domain/intent.js'
import {ownProfiles} from '../../src/domain/profiles/index.js'
import {isComposerEmpty, sessionStateOf, tookText, type SeenSession} from '../../src/domain/session-state.js'

const claude = ownProfiles['claude']
const shell = ownProfiles['shell']
const pane = {session: 'a_2fb__', pid: 7, attached: 0, inMode: false, createdAt: 1000, activityAt: 1100}
const intent: SessionIntent = {
  ...{version: 1, address: 'a/b', wanted: 'running', agent: 'claude', epoch: 2, started_at: '2026-01-01T00:00:00Z'},
}
const rule = '\u2500'.repeat(20)
const box = (inside: string, above = ''): string => `${above}\n${rule}\n\u276f ${inside}\n${rule}\n  ? for shortcuts`
const seen = (more: Partial<SeenSession>): SeenSession => ({now: 2000, pane, intent, ...more})

describe('the state of a session', () => {
  for (const [title, what, expected] of [
    ['an empty composer is idle', {screen: box('')}, 'idle'],
    ['one with a draft and no word of its hook is unknown', {screen: box('half')}, 'unknown'],
    ['one that just began is starting', {screen: 'loading', now: 1010}, 'starting'],
    ['a spinner is busy, whatever its composer shows', {screen: box('', '* Working (esc to interrupt)')}, 'busy'],
    ['a question of permission is waiting', {screen: 'Do you want to proceed?\n\u276f 1. Yes\n  2. No'}, 'waiting'],
    ['a trust dialog is blocked', {screen: 'Do you trust the files in this folder?'}, 'blocked'],
    ['a question that somebody only quotes is none', {screen: box('', '> Do you want to proceed?\n  1. Yes')}, 'idle'],
    ['a quoted empty line in a draft is no empty composer', {screen: box('reply:\n  >\n  the end')}, 'unknown'],
    ['a shell that was left of it is dead, whatever its last screen says', {screen: box(''), hasFront: false}, 'dead'],
    ['processes that this tmux does not know are unknown, never dead', {pane: undefined, isOutside: true}, 'unknown'],
    [
      'its hook tells where its screen does not',
      {screen: box('half'), event: {name: 'idle', at: 1500, epoch: 2}},
      'idle',
    ],
    [
      'a hook of the start before tells nothing',
      {screen: box('half'), event: {name: 'idle', at: 1500, epoch: 1}},
      'unknown',
    ],
    ['one whose program ended is dead', {pane: {...pane, ended: {status: 3}}}, 'dead'],
    ['one that should run and does not is dead', {pane: undefined}, 'dead'],
    [
      'one that should not run and does not is stopped',
      {pane: undefined, intent: {...intent, wanted: 'stopped'}},
      'stopped',
    ],
    ['one that gt down stopped is stopped', {pane: undefined, intent: {...intent, wanted: 'down'}}, 'stopped'],
    ['what tmux does not say is unknown, never gone', {pane: undefined, unseen: 'lost server'}, 'unknown'],
    [
      'text that only mentions a spinner far above is not busy',
      {screen: `esc to interrupt\n${'x\n'.repeat(40)}${box('')}`},
      'idle',
    ],
  ] as const) {
    it(title, () => expect(sessionStateOf(seen(what), claude).state).to.equal(expected))
  }

  it('has an empty composer where the last prompt is empty, whatever stands above it', () => {
    const aider = {...(shell ?? expect.fail()), screen: [{state: 'idle', pattern: '^(ask|architect)?> ?$'}]} as const
    for (const [screen, isEmpty] of [
      ['> hello\nan answer\n\n> ', true],
      ['> \n> my precious draft', false],
      ['> \nan answer\n> ', true],
      ['ask> \nask> half a question', false],
      ['> half', false],
    ] as const) {
      expect(isComposerEmpty(screen, aider), screen).to.equal(isEmpty)
    }
  })

  it('of a program that cannot tell is unknown, with that reason', () => {
    expect(sessionStateOf(seen({screen: '$ '}), shell)).to.include({state: 'unknown', reason: 'no way to tell'})
    expect(isComposerEmpty('$ ', shell ?? expect.fail())).to.equal(undefined)
  })

  it('says how a program ended, as far as tmux does', () => {
    const reasonOf = (ended: object) => sessionStateOf(seen({pane: {...pane, ended}}), claude).reason
    expect([reasonOf({status: 3}), reasonOf({status: 0, signal: 9}), reasonOf({})]).to.deep.equal([
      ...['exit 3', 'signal 9', 'tmux does not say how it ended'],
    ])
  })
})

describe('whether an agent took a text', () => {
  const before = seen({event: {name: 'busy', at: 1500, epoch: 2, prompt: 'old'}})
  const after = (event: SeenSession['event']): boolean => tookText(seen({event}), before, 'new')

  it('is told by the text itself, not by the time', () => {
    expect(after({name: 'busy', at: 1500, epoch: 2, prompt: 'new'})).to.equal(true)
    expect(after({name: 'busy', at: 2500, epoch: 2, prompt: 'of somebody else'})).to.equal(false)
    expect(after({name: 'idle', at: 2500, epoch: 2, prompt: 'new'})).to.equal(false)
    expect(after({name: 'busy', at: 1500, epoch: 2, prompt: 'old'})).to.equal(false)
  })

  it('is told by the time where it is too long to be told', () => {
    expect(after({name: 'busy', at: 2500, epoch: 2})).to.equal(true)
    expect(after({name: 'busy', at: 1999, epoch: 2})).to.equal(false)
  })
})
