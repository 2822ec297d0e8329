import {expect} from 'chai'
import {renderJunit} from '../../src/render/junit.js'
import {problemsOfJunit} from './schemas.js'
import {samples} from './samples.js'

describe('renderJunit', () => {
  it('counts what the town ignores as skipped, and says why', () => {
    const text = renderJunit(samples['ignored and planned']!, {strict: true})
    expect(text).to.match(/^<testsuites name="gt doctor" tests="3" failures="1" errors="0"/m)
    expect(text).to.contain('<skipped message="ignored: known: Broken"/>')
  })

  it('names suites by the machine, with the town there', () => {
    const text = renderJunit(samples['on machines']!, {strict: false})
    const names = [...text.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name)
    expect(names).to.deep.equal([
      'Workspace',
      'Machine: gone, Workspace',
      'Machine: wést, Workspace',
      'Machine: wést, Rig: beads',
    ])
    expect(text).to.include('<property name="workspace" value="/srv/a b"/>')
    expect(text).to.include('<property name="machine" value="wést"/>')
  })

  it('makes a suite of each section and a test of each result', () => {
    expect(renderJunit(samples['failing']!, {strict: false})).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gt doctor" tests="7" failures="3" errors="2" time="0.015">
  <testsuite name="Workspace" tests="2" failures="1" errors="0" skipped="0" time="0.006">
    <properties>
      <property name="workspace" value="/home/ann/a b"/>
    </properties>
    <testcase classname="workspace/config" name="Workspace config valid" time="0.003">
      <failure type="workspace/config" message="Workspace config invalid">Workspace config invalid</failure>
    </testcase>
    <testcase classname="workspace/repository" name="The town is a git repository" time="0.003">
      <system-out>warning: The town is no git repository</system-out>
    </testcase>
  </testsuite>
  <testsuite name="Rig: beads" tests="1" failures="0" errors="0" skipped="1" time="0.003">
    <properties>
      <property name="workspace" value="/home/ann/a b"/>
    </properties>
    <testcase classname="workspace/refinery-readme" name="beads: Refinery README exists" time="0.003">
      <skipped message="needs workspace/refinery"/>
    </testcase>
  </testsuite>
  <testsuite name="Environment" tests="1" failures="0" errors="1" skipped="0" time="0.003">
    <properties>
      <property name="workspace" value="/home/ann/a b"/>
    </properties>
    <testcase classname="acme/git" name="git is recent enough" time="0.003">
      <error type="error" message="permission denied: /usr/bin/git">permission denied: /usr/bin/git</error>
    </testcase>
  </testsuite>
  <testsuite name="Mail" tests="3" failures="2" errors="1" skipped="0" time="0.003">
    <properties>
      <property name="workspace" value="/home/ann/a b"/>
    </properties>
    <testcase classname="acme/mail" name="beads: Mail readable (ann)" time="0.003">
      <failure type="acme/mail" message="Torn line">Torn line
line 3
line 9
next: fix it</failure>
    </testcase>
    <testcase classname="acme/mail" name="beads: Mail readable (bob)" time="0.000">
      <failure type="acme/mail" message="Torn line">Torn line</failure>
    </testcase>
    <testcase classname="acme/mail" name="beads: Mail readable" time="0.000">
      <error type="timeout" message="took longer than 10 s">took longer than 10 s</error>
    </testcase>
  </testsuite>
</testsuites>`)
  })

  it('takes a warning for a failure when the exit code does', () => {
    const text = renderJunit(samples['failing']!, {strict: true})
    expect(text).to.include('tests="7" failures="4"')
    expect(text).to.include('<failure type="workspace/repository" message="The town is no git repository">')
    expect(renderJunit(samples['fixed']!, {strict: false})).to.include('<failure type="workspace/repository"')
  })

  it('says of what was repaired that it passes now', () => {
    const text = renderJunit(samples['fixed']!, {strict: false})
    expect(text).to.include('<system-out>fixed: Workspace config valid</system-out>')
    expect(text).to.include('message="Missing (fix failed: disk full)"')
  })

  it('gives no two tests one name, and loses no attribute', () => {
    const text = renderJunit(samples['hostile']!, {strict: false})
    const names = [...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map((match) => match[0])
    expect(new Set(names).size).to.equal(6)
    expect(text).to.include('name="true"')
  })

  it('is held against a schema that refuses', () => {
    const text = renderJunit(samples['failing']!, {strict: false})
    expect(problemsOfJunit(text.replace(' errors="0"', ''))).to.include("attribute 'errors' is required")
    expect(problemsOfJunit(text.replace('Torn', '\u001bTorn'))).to.include('PCDATA invalid Char')
  })
})
