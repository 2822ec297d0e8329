import {GtError} from '@gt-town/contract'
import {makeDiagnosis, type Diagnosis} from '../../src/domain/report/diagnosis.js'
import type {CheckTarget} from '../../src/domain/checks/check-target.js'
import {joinDiagnoses} from '../../src/domain/report/join-diagnoses.js'
import type {CheckRun} from '../../src/domain/results/result.js'
import {unreachedMachine} from '../../src/domain/report/unreached-machine.js'
import {machineReached} from '../../src/operations/checks/self-checks.js'
import {checkNamed, environmentCheck, targetOf, runOf, rigCheck} from '../fake-checks.js'

const town = {root: '/home/ann/a b', configDir: 'mayor'} as const
const passed = runOf({status: 'pass'})

export const config = targetOf(checkNamed('workspace/config', {title: 'Workspace config valid'}))
export const repository = targetOf(checkNamed('workspace/repository', {title: 'The town is a git repository'}))
export const readme = targetOf(rigCheck('workspace/refinery-readme', {title: 'Refinery README exists'}), {rig: 'beads'})
const git = targetOf(
  environmentCheck('acme/git', {
    title: 'git is recent enough',
    remedy: 'Update it.',
    docsUrl: 'https://example.org/git',
  }),
)
const mail = targetOf(rigCheck('acme/mail', {title: 'Mail readable', category: 'Mail'}), {rig: 'beads'})

/** All that can be thrown at a document: colours, C0 and C1, ends of CDATA and of commands, half characters, no end. */
export const nasty = [
  '\u001b[31mred\u001b[0m\u0000\b\u009b2J\u202e',
  ']]> <!-- & "quoted" \' </testsuites>',
  '::error::%0A\r\n::stop-commands::x',
  '😀 \ud800 and \udc00 \ufffe\uffff',
  '[click](https://evil.example/) {0} {}',
].join('\n')

export const samples: Readonly<Record<string, Diagnosis>> = {
  healthy: diagnosisOf([
    [config, passed],
    [readme, passed],
    [git, passed],
  ]),
  failing: diagnosisOf([
    [config, runOf({status: 'fail', message: 'Workspace config invalid', path: '/home/ann/a b/mayor/config.json'})],
    [repository, runOf({status: 'warn', message: 'The town is no git repository', path: town.root})],
    [readme, runOf({status: 'skip', message: 'needs workspace/refinery'})],
    [git, runOf({status: 'error', message: 'permission denied: /usr/bin/git'})],
    [
      mail,
      runOf(
        {
          status: 'fail',
          message: 'Torn line',
          key: 'ann',
          fixable: true,
          hint: 'fix it',
          details: ['line 3', 'line 9'],
        },
        {status: 'fail', message: 'Torn line', key: 'bob', path: '/var/mail/bob#1'},
        {status: 'timeout', message: 'took longer than 10 s'},
      ),
    ],
  ]),
  'ignored and planned': diagnosisOf([
    [config, runOf({status: 'fail', message: 'Broken', ignored: {reason: 'known', until: '2030-01-01'}})],
    [repository, runOf({status: 'warn', message: 'Odd', ignored: {reason: `as it is ${nasty}`}})],
    [
      readme,
      runOf({
        status: 'fail',
        message: 'Missing refinery/README.md',
        fixable: true,
        plan: {
          actions: [
            {action: 'make', path: '/home/ann/a b/beads/refinery/README.md', kind: 'file'},
            {action: 'mode', path: '/home/ann/a b/beads', mode: '0755'},
            {action: 'run', argv: ['git', 'clone'], paths: ['/home/ann/a b/beads/refinery/rig']},
          ],
          problem: 'git is not run',
        },
      }),
    ],
  ]),
  fixed: diagnosisOf([
    [config, runOf({status: 'fixed', fixable: true})],
    [readme, runOf({status: 'fail', message: 'Missing', fixable: true, fixError: 'disk full'})],
    [repository, runOf({status: 'warn', message: 'Odd', fixable: true, fixError: 'disk full'})],
  ]),
  'on machines': joinDiagnoses(diagnosisOf([[config, passed]]), [
    {
      name: 'gone',
      diagnosis: unreachedMachine(machineReached, 'gone', new GtError('GT_X', `gone: ${nasty}`, {hint: nasty})),
    },
    {
      name: 'wést',
      diagnosis: makeDiagnosis(
        {workspace: {root: '/srv/a b', configDir: 'mayor', name: 'far'}},
        new Map([
          [
            {...config, machine: 'wést'},
            runOf({status: 'fail', message: 'Broken', path: '/srv/a b/mayor/config.json'}),
          ],
          [{...readme, machine: 'wést'}, runOf({status: 'warn', message: 'Missing', path: '/etc/x', fixable: true})],
        ]),
      ),
    },
  ]),
  hostile: diagnosisOf([
    [
      targetOf(
        environmentCheck('acme/nasty', {title: `${nasty} true`, category: nasty, remedy: nasty, docsUrl: 'no page'}),
      ),
      runOf(
        {status: 'fail', message: nasty, hint: nasty, details: [nasty], path: `/home/ann/a b/${nasty}`, key: nasty},
        {status: 'fail', message: nasty, hint: nasty, details: [nasty], path: `/home/ann/a b/${nasty}`, key: nasty},
        {status: 'warn', message: 'x'.repeat(10_000_000), path: '../up'},
        {status: 'skip', message: nasty},
        {status: 'error', message: nasty},
      ),
    ],
    [targetOf(environmentCheck('acme/true', {title: 'true', category: 'Last'})), runOf({status: 'fail', message: ''})],
  ]),
  'without a town': makeDiagnosis({}, new Map([[git, runOf({status: 'fail', message: 'No town here: looked in /a'})]])),
  empty: makeDiagnosis({}, new Map()),
}

function diagnosisOf(runs: [CheckTarget, CheckRun][]): Diagnosis {
  return makeDiagnosis({workspace: town}, new Map(runs))
}
