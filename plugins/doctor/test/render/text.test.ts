import {themeOf} from '@gt-town/command'
import {ConnectFailedError} from '@gt-town/contract'
import {expect} from 'chai'
import {makeDiagnosis} from '../../src/domain/report/diagnosis.js'
import {joinDiagnoses} from '../../src/domain/report/join-diagnoses.js'
import {unreachedMachine} from '../../src/domain/report/unreached-machine.js'
import {machineReached} from '../../src/operations/checks/self-checks.js'
import type {CheckTarget} from '../../src/domain/checks/check-target.js'
import type {CheckRun} from '../../src/domain/results/result.js'
import {renderText, type TextOptions} from '../../src/render/text.js'
import {checkNamed, environmentCheck, targetOf, runOf, rigCheck} from '../fake-checks.js'

const passed = runOf({status: 'pass'})
const town = {root: '/home/ann/ai', configDir: 'mayor'} as const

/** The checks of the design, by their titles. */
const workspaceJobs = [
  ['config', 'Workspace config valid'],
  ['state', 'Workspace state valid'],
  ['mail', 'Mail directory exists'],
  ['boss', 'Boss state valid'],
  ['rigs', 'Rigs directory exists'],
].map(([name = '', title = '']) => targetOf(checkNamed(`workspace/${name}`, {title})))
const rigJobs = [
  ['refinery', 'Refinery directory exists'],
  ['refinery-readme', 'Refinery README exists'],
  ['refinery-state', 'Refinery state valid'],
  ['refinery-lock', 'Refinery lock exists'],
  ['refinery-clone', 'Refinery clone valid'],
  ['mayor-clone', 'Mayor rig clone exists'],
  ['gitignore', 'Gitignore entries present'],
].map(([name = '', title = '']) => targetOf(rigCheck(`workspace/${name}`, {title}), {rig: 'gastown'}))

describe('renderText', () => {
  it('heads what there is to say of another machine with its name, and of one that was not reached says what next', () => {
    const [config, mail] = workspaceJobs.filter(({check}) => /config|mail/.test(check.id))
    const [target] = rigJobs
    const on = (one: CheckTarget | undefined): CheckTarget => ({...one!, machine: 'west'})
    const far = makeDiagnosis(
      {workspace: {root: '/srv/ai', configDir: 'mayor'}},
      new Map([
        [on(mail), runOf({status: 'fail', message: 'Missing mayor/mail/', path: '/srv/ai/mayor/mail', fixable: true})],
        [on(target), passed],
      ]),
    )
    const error = new ConnectFailedError('gone', 'unreachable', 'gone:22 refused the connection', {hint: 'see to sshd'})
    const joined = joinDiagnoses(makeDiagnosis({workspace: town}, new Map([[config!, passed]])), [
      {name: 'gone', diagnosis: unreachedMachine(machineReached, 'gone', error)},
      {name: 'quiet', diagnosis: makeDiagnosis({}, new Map())},
      {name: 'west', diagnosis: far},
    ])
    const options = {theme: themeOf({}, {}), home: '/home/ann', verbose: false, quiet: false, fix: false}
    expect(renderText(joined, options)).to.equal(`Workspace: ~/ai

✓ Workspace config valid

Machine: gone

? Machine can be checked (could not tell: gone:22 refused the connection)
    next: see to sshd

Machine: west (/srv/ai)

✗ Missing mayor/mail/

Rig: gastown
✓ Refinery directory exists

Issues: 1 found, 0 fixed
Sections with problems: Workspace on gone, Workspace on west
Could not tell: 1
Run with --fix to auto-repair`)
    const quiet = renderText(joined, {...options, quiet: true})
    expect(quiet).to.include('Machine: west')
    expect(quiet).not.to.include('Workspace')
  })

  it('prints the sample of the design to the byte', () => {
    const missing = runOf({status: 'fail', message: 'Missing refinery/rig/ clone', fixable: true})
    const runs = [...workspaceJobs, ...rigJobs].map((target): [CheckTarget, CheckRun] => [
      target,
      target.check.id === 'workspace/refinery-clone' ? missing : passed,
    ])
    expect(print(runs)).to.equal(`Workspace: ~/ai

✓ Workspace config valid
✓ Workspace state valid
✓ Mail directory exists
✓ Boss state valid
✓ Rigs directory exists

Rig: gastown
✓ Refinery directory exists
✓ Refinery README exists
✓ Refinery state valid
✓ Refinery lock exists
✗ Missing refinery/rig/ clone
✓ Mayor rig clone exists
✓ Gitignore entries present

Issues: 1 found, 0 fixed
Run with --fix to auto-repair`)
  })

  const config = targetOf(checkNamed('workspace/config', {title: 'Workspace config valid'}))
  const repository = targetOf(checkNamed('workspace/repository', {title: 'The town is a git repository'}))
  const readme = targetOf(rigCheck('workspace/refinery-readme', {title: 'Refinery README exists'}), {rig: 'beads'})
  const git = targetOf(environmentCheck('acme/git', {title: 'git is recent enough'}))
  const mail = targetOf(rigCheck('acme/mail', {title: 'Mail readable', category: 'Mail'}), {rig: 'beads'})

  it('prints every kind of line', () => {
    expect(
      print([
        [config, runOf({status: 'fixed', fixable: true})],
        [repository, runOf({status: 'warn', message: 'The town is no git repository'})],
        [readme, runOf({status: 'skip', message: 'needs workspace/refinery'})],
        [git, runOf({status: 'error', message: 'permission denied: /usr/bin/git'})],
        [mail, runOf({status: 'timeout', message: 'took longer than 10 s'}, {status: 'fail'})],
      ]),
    ).to.equal(`Workspace: ~/ai

✓ Workspace config valid (fixed)
⚠ The town is no git repository
    next: gt doctor explain workspace/repository

Rig: beads
– Refinery README exists (skipped: needs workspace/refinery)

Environment
? git is recent enough (could not tell: permission denied: /usr/bin/git)

Mail
? beads: Mail readable (could not tell: took longer than 10 s)
✗ beads: Not so: Mail readable
    next: gt doctor explain acme/mail

Issues: 3 found, 1 fixed
Sections with problems: Workspace, Environment, Mail
Could not tell: 2`)
  })

  it('leaves out what passes or is skipped and is not of the design', () => {
    const runs: [CheckTarget, CheckRun][] = [
      [config, passed],
      [repository, passed],
      [git, runOf({status: 'skip', message: 'nothing needs it'})],
      [mail, passed],
    ]
    expect(print(runs)).to.equal(`Workspace: ~/ai

✓ Workspace config valid

Issues: 0 found, 0 fixed`)
  })

  it('prints everything with verbose', () => {
    const told = {status: 'fail', message: 'Bad', hint: 'do this', details: ['one', 'two\nthree']} as const
    expect(
      print(
        [
          [repository, passed],
          [mail, {...runOf(told), log: ['read 3 lines']}],
        ],
        {verbose: true},
      ),
    ).to.equal(`Workspace: ~/ai

✓ The town is a git repository [workspace/repository, 3 ms]

Mail
✗ beads: Bad [acme/mail, 3 ms]
    one
    two
    three
    next: do this
    read 3 lines

Issues: 1 found, 0 fixed`)
  })

  it('names the package of a check of others with verbose', () => {
    const theirs = {...config, plugin: 'gt-checks-acme', version: '1.2.3', isThirdParty: true as const}
    expect(print([[theirs, passed]], {verbose: true}))
      .to.contain(', 3 ms]')
      .and.to.contain(' of gt-checks-acme@1.2.3,')
  })

  it('prints only what is wrong with quiet, and one line when nothing is', () => {
    const runs: [CheckTarget, CheckRun][] = [
      [config, passed],
      [readme, runOf({status: 'fail', message: 'Missing refinery/README.md', fixable: true})],
    ]
    expect(print(runs, {quiet: true})).to.equal(`Rig: beads\n✗ Missing refinery/README.md`)
    expect(print(runs.slice(0, 1), {quiet: true})).to.equal('Issues: 0 found, 0 fixed')
  })

  it('recommends no --fix after one, or where nothing can be repaired', () => {
    const broken = [[config, runOf({status: 'fail', message: 'x', fixable: true, fixError: 'disk full'})]] as [
      CheckTarget,
      CheckRun,
    ][]
    expect(print(broken, {fix: true})).to.equal(
      `Workspace: ~/ai\n\n✗ x (fix failed: disk full)\n    next: gt doctor explain workspace/config\n\nIssues: 1 found, 0 fixed`,
    )
    expect(print([[config, runOf({status: 'fail', message: 'x'})]])).not.to.include('--fix')
  })

  it('says so when there is no town', () => {
    const exists = targetOf(environmentCheck('workspace/exists', {category: 'Workspace'}))
    const diagnosis = makeDiagnosis(
      {},
      new Map([[exists, runOf({status: 'fail', message: 'No town here: looked in /a'})]]),
    )
    expect(renderText(diagnosis, options({}))).to.equal(`Workspace: none

✗ No town here: looked in /a
    next: gt doctor explain workspace/exists

Issues: 1 found, 0 fixed
Run gt install to make a town here`)
  })

  it('lets no foreign text break a line, colour it or run on', () => {
    const message = `\u001b[31mred\u001b[0m\r${'x'.repeat(600)}\nsecond line`
    const text = print([[config, runOf({status: 'fail', message})]])
    expect(text).to.include('✗ \\x1b[31mred\\x1b[0m\\x0dxxx')
    expect(text).not.to.include('second line')
    expect(text.split('\n')[2]?.length).to.be.lessThan(530)
  })

  for (const [home, shown] of [
    ['/home/ann/ai', '~'],
    ['/home/an', '/home/ann/ai'],
    ['/', '/home/ann/ai'],
    [undefined, '/home/ann/ai'],
  ] as const) {
    it(`writes /home/ann/ai as ${shown} when home is ${home ?? 'unknown'}`, () => {
      expect(print([[config, passed]], {home}).split('\n')[0]).to.equal(`Workspace: ${shown}`)
    })
  }

  it('uses plain signs where the locale is not UTF-8', () => {
    const theme = themeOf({}, {LANG: 'C'})
    expect(print([[config, passed]], {theme})).to.include('+ Workspace config valid')
  })
})

function options(more: Partial<TextOptions>): TextOptions {
  return {theme: themeOf({}, {}), home: '/home/ann', verbose: false, quiet: false, fix: false, ...more}
}

function print(runs: [CheckTarget, CheckRun][], more: Partial<TextOptions> = {}): string {
  return renderText(makeDiagnosis({workspace: town}, new Map(runs)), options(more))
}
