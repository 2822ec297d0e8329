import {expect} from 'chai'
import {themeOf} from '@gt-town/command'
import {GtError, type StatusSection} from '@gt-town/contract'
import {mergeStatus, statusText} from '../../src/render/status.js'

const section = (key: string, order: number): StatusSection => ({
  key,
  title: key,
  order,
  rows: [['A'], [key]],
  data: [],
})
const answer = (plugin: string, value: unknown): {plugin: string; version: string; value: StatusSection[]} => ({
  plugin,
  version: '1.0.0',
  value: value as StatusSection[],
})
const theme = themeOf({isTTY: false}, {LC_ALL: 'C.UTF-8'})

describe('mergeStatus', () => {
  it('puts sections in their order, whoever answered first', () => {
    const {sections} = mergeStatus({
      answers: [answer('b', [section('z', 20)]), answer('a', [section('y', 10)])],
      failures: [],
    })
    expect(sections.map(({key}) => key)).to.deep.equal(['y', 'z'])
  })

  it('makes a line of a plugin that fails', () => {
    const error = new GtError('GT_FILE_CORRUPT', 'state.json is corrupt', {hint: 'fix it'})
    const {failures} = mergeStatus({answers: [], failures: [{plugin: 'p', version: '1.0.0', error}]})
    expect(failures).to.deep.equal([
      {plugin: 'p', code: 'GT_FILE_CORRUPT', message: 'state.json is corrupt', hint: 'fix it'},
    ])
  })

  for (const [what, value] of [
    ['nothing', undefined],
    ['a text', 'all is well'],
    ['a section without rows', [{key: 'a', title: 'a', order: 1}]],
    ['rows that are no texts', [{...section('a', 1), rows: [[1]]}]],
    ['a key of the document itself', [section('workspace', 1)]],
  ] as const) {
    it(`makes a line of a plugin that answers ${what}`, () => {
      const report = mergeStatus({answers: [answer('odd', value), answer('fine', [section('b', 2)])], failures: []})
      expect(report.sections.map(({key}) => key)).to.deep.equal(['b'])
      expect(report.failures.map(({plugin, code}) => [plugin, code])).to.deep.equal([['odd', 'GT_PLUGIN_ANSWER']])
    })
  }

  it('lets no section replace another', () => {
    const report = mergeStatus({
      answers: [answer('a', [section('x', 1)]), answer('b', [section('x', 2)])],
      failures: [],
    })
    expect(report.failures.map(({plugin}) => plugin)).to.deep.equal(['b'])
  })
})

describe('statusText', () => {
  it('shows failures, then sections', () => {
    const report = mergeStatus({
      answers: [answer('a', [section('x', 1), {...section('empty', 2), rows: []}])],
      failures: [{plugin: 'bad', version: '1.0.0', error: new Error('it broke\u001b[31m')}],
    })
    expect(statusText({root: '/town'}, report, theme, {all: false})).to.equal(
      'Town: /town\n✗ 1 thing needs you\n\n✗ bad: it broke\\x1b[31m\n\nx\nA\nx\n\nempty\nnone',
    )
  })

  it('shows the name of a town that has one', () => {
    const report = mergeStatus({answers: [], failures: []})
    expect(statusText({root: '/town', name: 'Home\u0007'}, report, theme, {all: false})).to.equal(
      'Town: Home\\x07, /town\n✓ nothing needs you, at a glance (gt doctor looks closely)',
    )
  })

  it('says what needs somebody first, as much as fits, and sections in a few words; --all shows everything', () => {
    const attention = Array.from({length: 8}, (_one, at) => ({what: `r${at}`, why: 'is gone\u0007', next: 'gt doctor'}))
    const report = mergeStatus({answers: [answer('a', [{...section('x', 1), summary: '8', attention}])], failures: []})
    const text = statusText({root: '/town'}, report, theme, {all: false})
    expect(text).to.match(/^Town: \/town\n✗ 8 things need you\n\n {2}r0: is gone\\x07\n {6}gt doctor\n/)
    expect(text).to.match(/r5: .*\n {6}gt doctor\n\.\.\. and 2 more: gt status --all\n\nx {2}8$/)
    const all = statusText({root: '/town'}, report, theme, {all: true})
    expect(all)
      .to.include('r7')
      .and.to.match(/\n\nx\nA\nx$/)
  })

  for (const bad of [{summary: 1}, {attention: 'all'}, {attention: [{what: 'x'}]}, {attention: [null]}]) {
    it(`takes no ${JSON.stringify(bad)} from a plugin`, () => {
      const report = mergeStatus({answers: [answer('a', [{...section('x', 1), ...bad}])], failures: []})
      expect(report.failures.map(({code}) => code)).to.deep.equal(['GT_PLUGIN_ANSWER'])
    })
  }
})
