import {expect} from 'chai'
import {idPrefix, nearestPackageName, packageNameProblem} from '../../../src/domain/scaffold/package-name.js'

describe('packageNameProblem', () => {
  for (const name of ['acme', 'gt-checks-acme', '@acme/checks', '@acme/fs', 'a.b_c', '7up', 'x'.repeat(214)]) {
    it(`has nothing against ${name.slice(0, 40)}`, () => expect(packageNameProblem(name)).to.equal(undefined))
  }
  for (const [name, problem] of [
    ['', 'it is empty'],
    ['x'.repeat(215), 'it is longer than 214 characters'],
    ['Acme', 'npm takes lower case only'],
    ['.acme', 'it must start with a letter or a digit, or be like @scope/name'],
    ['_acme', 'it must start with a letter or a digit, or be like @scope/name'],
    ['@acme', 'it must start with a letter or a digit, or be like @scope/name'],
    ['a/b', 'npm takes letters a to z, digits and . _ - only'],
    ['@a/b/c', 'npm takes letters a to z, digits and . _ - only'],
    ['../x', 'it must start with a letter or a digit, or be like @scope/name'],
    ['prüfung', 'npm takes letters a to z, digits and . _ - only'],
    ['a b', 'npm takes letters a to z, digits and . _ - only'],
    ["it's", 'npm takes letters a to z, digits and . _ - only'],
    ['fs', 'Node.js has a module of that name'],
    ['node_modules', 'npm keeps that name for itself'],
    ['@gt-town/plugin-doctor', 'packages of that scope are parts of gt itself'],
    ['@oclif/plugin-help', 'packages of that scope are parts of gt itself'],
  ] as const) {
    it(`refuses ${JSON.stringify(name.slice(0, 40))}: ${problem}`, () =>
      expect(packageNameProblem(name)).to.equal(problem))
  }
})

describe('nearestPackageName', () => {
  for (const [text, name] of [
    ['acme', 'acme'],
    ['My Checks', 'my-checks'],
    ['Prüfungen für Ünser', 'prufungen-fur-unser'],
    ['.hidden', 'hidden'],
    ['a/b', 'a-b'],
    ['fs', 'gt-checks-fs'],
    ['日本', undefined],
    ['---', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} → ${name}`, () => {
      expect(nearestPackageName(text)).to.equal(name)
      if (name !== undefined) expect(packageNameProblem(name)).to.equal(undefined)
    })
  }
})

describe('idPrefix', () => {
  for (const [name, prefix] of [
    ['acme', 'acme'],
    ['gt-checks-acme', 'acme'],
    ['gt-checks-', 'gt-checks'],
    ['@acme/checks', 'acme-checks'],
    ['a.b_c', 'a-b-c'],
    ['workspace', 'workspace-checks'],
    ['gt-checks-doctor', 'doctor-checks'],
    ['-', 'checks'],
  ] as const) {
    it(`${name} → ${prefix}`, () => expect(idPrefix(name)).to.equal(prefix))
  }
})
