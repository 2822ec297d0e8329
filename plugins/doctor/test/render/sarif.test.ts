import {expect} from 'chai'
import {makeDiagnosis} from '../../src/domain/report/diagnosis.js'
import {toSarif} from '../../src/render/sarif.js'
import {runOf} from '../fake-checks.js'
import {config, readme, repository, samples} from './samples.js'
import {problemsOfSarif} from './schemas.js'

const options = {strict: false, version: '0.1.0'}
const run = (name: string, more: Partial<typeof options> = {}) =>
  toSarif(samples[name]!, {...options, ...more}).runs[0]!

describe('toSarif', () => {
  it('has results only for what is wrong or odd, with level, place and rule', () => {
    const {results = [], tool} = run('failing')
    expect(results.map(({ruleId, level}) => `${level} ${ruleId}`)).to.deep.equal([
      'error workspace/config',
      'warning workspace/repository',
      'error acme/mail',
      'error acme/mail',
    ])
    for (const {ruleId, ruleIndex = -1} of results) expect(tool.driver.rules?.[ruleIndex]?.id).to.equal(ruleId)
    expect(run('healthy').results).to.deep.equal([])
    expect(run('healthy').tool.driver.rules).to.have.length(3)
  })

  it('leaves out what the town ignores', () => {
    expect(run('ignored and planned', {strict: true}).results?.map(({ruleId}) => ruleId)).to.deep.equal([
      'workspace/refinery-readme',
    ])
  })

  it('points at paths relative to the town, escaped; at a whole one outside of it; else at the rig or the town', () => {
    const places = (run('failing').results ?? []).map(
      ({locations}) => locations?.[0]?.physicalLocation?.artifactLocation,
    )
    expect(places).to.deep.equal([
      {uri: 'mayor/config.json', uriBaseId: 'TOWN'},
      {uri: 'mayor/', uriBaseId: 'TOWN'},
      {uri: 'file:///town/beads'},
      {uri: 'file:///var/mail/bob%231'},
    ])
    expect(run('failing').originalUriBaseIds).to.deep.equal({TOWN: {uri: 'file:///home/ann/a%20b/'}})
    const inside = makeDiagnosis(
      {workspace: {root: '/town', configDir: 'mayor'}},
      new Map([
        [config, runOf({status: 'fail'})],
        [repository, runOf({status: 'fail', path: '/town'})],
        [readme, runOf({status: 'fail', path: 'beads/a:b'}, {status: 'fail'})],
      ]),
    )
    const uris = toSarif(inside, options).runs[0]?.results?.map((result) => result.locations?.[0]?.physicalLocation)
    expect(uris?.map((place) => place?.artifactLocation?.uri)).to.deep.equal([
      'mayor/',
      'mayor/',
      'beads/a%3Ab',
      'beads',
    ])
  })

  it('names the machine in places, subjects and fingerprints, and keeps those of this machine', () => {
    const {results = [], originalUriBaseIds} = run('on machines')
    expect(originalUriBaseIds).to.deep.equal({
      TOWN: {uri: 'file:///home/ann/a%20b/'},
      TOWN_wést: {uri: 'file://w%C3%A9st/srv/a%20b/'},
    })
    expect(results.map(({locations}) => locations?.[0]?.physicalLocation?.artifactLocation)).to.deep.equal([
      {uri: 'mayor/config.json', uriBaseId: 'TOWN_wést'},
      {uri: 'file://w%C3%A9st/etc/x'},
    ])
    expect(results.map(({properties}) => properties)).to.deep.equal([
      {machine: 'wést', subject: 'wést: Workspace config valid', status: 'fail', fixable: false},
      {machine: 'wést', subject: 'wést: beads: Refinery README exists', status: 'warn', fixable: true},
    ])
    const [here] = run('failing').results ?? []
    expect(here?.ruleId).to.equal(results[0]?.ruleId)
    expect(here?.partialFingerprints).not.to.deep.equal(results[0]?.partialFingerprints)
  })

  it('notes what could not tell as a failure of the tool', () => {
    const [invocation] = run('failing').invocations ?? []
    expect(invocation).to.include({executionSuccessful: false, exitCode: 1})
    expect(invocation?.toolExecutionNotifications?.map(({message}) => message.text)).to.deep.equal([
      'git is recent enough: permission denied: /usr/bin/git',
      'beads: Mail readable: took longer than 10 s',
    ])
    expect(run('healthy').invocations?.[0]).to.include({executionSuccessful: true, exitCode: 0})
  })

  it('takes a warning for an error when the exit code does', () => {
    expect(run('failing', {strict: true}).results?.map(({level}) => level)).to.deep.equal(Array(4).fill('error'))
    expect(run('fixed').results?.map(({level}) => level)).to.deep.equal(['error', 'error'])
  })

  it('tells findings apart by fingerprints that do not change with the message', () => {
    const prints = (name: string) => run(name).results?.map(({partialFingerprints}) => partialFingerprints)
    for (const name of ['failing', 'hostile']) {
      expect(new Set(prints(name)?.map((print) => print?.['gtFinding/v1'])).size).to.equal(prints(name)?.length)
    }
    const print = (message: string) =>
      toSarif(makeDiagnosis({}, new Map([[config, runOf({status: 'fail', message})]])), options).runs[0]?.results?.[0]
        ?.partialFingerprints
    expect(print('one')).to.deep.equal(print('two'))
  })

  it('makes no link and no placeholder of words of others, and no page of what is none', () => {
    const {results = [], tool} = run('hostile')
    expect(results[0]?.message.text).to.include('\\[click](https://evil.example/) {{0}} {}')
    expect(tool.driver.rules?.[0]).not.to.have.property('helpUri')
    expect(run('failing').tool.driver.rules?.find(({id}) => id === 'acme/git')?.helpUri).to.equal(
      'https://example.org/git',
    )
  })

  it('is held against a schema that refuses', () => {
    const log = toSarif(samples['failing']!, options)
    expect(problemsOfSarif({...log, runs: [{...log.runs[0], nonsense: 1}]})).not.to.deep.equal([])
  })
})
