import {parseJson, printProblem, type Validator} from '@gt-town/json-file'
import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import * as documents from '../../src/domain/documents.js'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const schemas = new URL('../../schemas/', import.meta.url)

interface Samples {
  validate: Validator<unknown>
  fits: object[]
  /** and what is said about each */
  misfits: [unknown, string][]
}

const time = '2024-01-15T10:30:00Z'
const workspace = {type: 'workspace', version: 1, created_at: time}
const refinery = {
  ...{version: 1, state: 'stopped', awake: false, created_at: time},
  ...{last_started: null, last_stopped: null, last_wake: null, last_sleep: null},
}

const samples: Record<string, Samples> = {
  'workspace-config': {
    validate: documents.isWorkspaceConfig,
    fits: [
      workspace,
      {...workspace, created_at: '2024-01-15T10:30:00.123+05:30', unknown: {kept: true}},
      {...workspace, name: 'ai', agent: 'claude', mail: {}, machine: {name: 'west', hub: 'home'}},
      {...workspace, doctor: {ignore: [{id: 'workspace/boss', target: 'beads', reason: 'known', until: '2030-01-01'}]}},
    ],
    misfits: [
      [{...workspace, type: 'rig'}, 'type must be "workspace"'],
      [{...workspace, version: 2}, 'version must be 1'],
      [{type: 'workspace', version: 1}, "the document must have required property 'created_at'"],
      [{...workspace, created_at: 'yesterday'}, 'created_at must match pattern'],
      [{...workspace, doctor: {ignore: ['x']}}, 'doctor.ignore.0 must be object'],
      [{...workspace, machine: {name: 'west'}}, "machine must have required property 'hub'"],
      [[], 'the document must be object'],
    ],
  },
  'workspace-state': {
    validate: documents.isWorkspaceState,
    fits: [
      {version: 1, projects: {}},
      {version: 1, projects: {größe: {git_url: '/srv/x', added_at: time, color: 'red'}}, extra: 1},
    ],
    misfits: [
      [{version: 1}, "must have required property 'projects'"],
      [{version: 1, projects: []}, 'projects must be object'],
      [{version: 1, projects: {a: {}}}, "projects.a must have required property 'git_url'"],
      [{version: 1, projects: {'../a': {git_url: 'x'}}}, 'projects may not have the key "../a"'],
      [{version: 1, projects: {a: {git_url: ''}}}, 'projects.a.git_url must NOT have fewer than 1 characters'],
    ],
  },
  'rig-polecats': {
    validate: documents.isRigPolecats,
    fits: [
      {version: 1, polecats: {}},
      {version: 1, polecats: {größe: {seen_at: time, color: 'red'}}, extra: 1},
    ],
    misfits: [
      [{version: 1}, "must have required property 'polecats'"],
      [{version: 1, polecats: {a: {}}}, "polecats.a must have required property 'seen_at'"],
      [{version: 1, polecats: {'../a': {seen_at: time}}}, 'polecats may not have the key "../a"'],
    ],
  },
  'boss-state': {
    validate: documents.isBossState,
    fits: [{version: 1, mood: 'good'}],
    misfits: [[{version: '1'}, 'version must be 1']],
  },
  'rig-config': {
    validate: documents.isRigConfig,
    fits: [
      {type: 'rig', git_url: 'https://example.org/x'},
      {type: 'rig', git_url: 'x', beads_path: '~/b', federation: {machines: ['local'], preferred_machine: 'local'}},
    ],
    misfits: [
      [{type: 'rig'}, "must have required property 'git_url'"],
      [{type: 'rig', git_url: 'x', federation: {machines: 'local'}}, 'federation.machines must be array'],
    ],
  },
  'refinery-state': {
    validate: documents.isRefineryState,
    fits: [refinery, {...refinery, state: 'running', awake: true, last_started: time}],
    misfits: [
      [{...refinery, state: 'asleep'}, 'state must be one of ["stopped"'],
      [{...refinery, last_wake: 0}, 'last_wake must be string,null'],
      [{...refinery, last_wake: 'soon'}, 'last_wake must match pattern'],
    ],
  },
  'trash-manifest': {
    validate: documents.isTrashManifest,
    fits: [
      {version: 1, kind: 'polecat', address: 'web/a', removed_at: time},
      {version: 1, kind: 'rig', address: 'web', removed_at: time, complete: false, only_here: null, color: 'red'},
    ],
    misfits: [
      [{version: 1, kind: 'town', address: 'web', removed_at: time}, 'kind must be one of ["polecat"'],
      [{version: 1, kind: 'rig', removed_at: time}, "must have required property 'address'"],
      [{version: 1, kind: 'rig', address: 'web', removed_at: 'today'}, 'removed_at must match pattern'],
    ],
  },
}

describe('documents', () => {
  it('have one schema each, and samples here', () => {
    const files = readdirSync(schemas).filter((file) => file.endsWith('.json'))
    const names = files.map((file) => file.replace('.json', ''))
    expect(names.sort()).to.deep.equal(Object.keys(samples).sort())
    for (const name of names) {
      const schema = JSON.parse(readFileSync(new URL(`${name}.json`, schemas), 'utf8')) as Record<string, unknown>
      expect(schema, name).to.include.keys('$id', 'title', 'description')
      expect(schema['$schema'], name).to.equal('https://json-schema.org/draft/2020-12/schema')
    }
  })

  for (const [name, {validate, fits, misfits}] of Object.entries(samples)) {
    for (const document of fits) {
      it(`${name} takes ${JSON.stringify(document)}`, async () => {
        expect(await parseJson(Buffer.from(JSON.stringify(document)), validate)).to.deep.equal({
          ok: true,
          value: document,
        })
      })
    }
    for (const [document, problem] of misfits) {
      it(`${name} says: ${problem}`, async () => {
        const parsed = await parseJson(Buffer.from(JSON.stringify(document)), validate)
        expect(parsed.ok ? '' : printProblem(parsed.problem)).to.contain(problem)
      })
    }
  }

  it('are compiled to a module that needs nothing else, and again only when a schema changed', () => {
    const compiled = fileURLToPath(new URL('../../src/generated/validators.js', import.meta.url))
    expect(readFileSync(compiled, 'utf8')).not.to.match(/\bimport\b|require\("(?!ajv\/dist\/runtime)/)
    const before = statSync(compiled).mtimeMs
    execFileSync('node', ['scripts/build-schemas.mjs'], {cwd: root})
    expect(statSync(compiled).mtimeMs).to.equal(before)
  })
})
