import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {join, parse as parsed} from 'node:path'
import {fileURLToPath} from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(root, 'docs/glossary.md'), 'utf8')
const sources = filesOf(/^(src|packages\/[^/]+\/src|plugins\/[^/]+\/src)\/.*\.ts$/).map((file) => ({
  file,
  tree: parse(file),
}))

/** Exported in several places, and why that misleads nobody: name → reason. */
const sameMeaning: Readonly<Record<string, string>> = {}

/** Words that were pictures of something that has a name of its own in the trade. */
const metaphors =
  /outsider|downfall|stray|furnish|confess|sighting|workshop|undisturbed|scene|take-?(back|away)|[a-z]look$|look-?(at|around)$|(^|[^a-z])(tame|patient)/i

/** Files of tests and measurements are called after what they are about, too. */
const otherFiles = filesOf(/^(bench|test|packages\/[^/]+\/test|plugins\/[^/]+\/test)\//)

describe('docs/glossary.md', () => {
  it('fits on one page and gives every word one meaning', () => {
    expect(page.trimEnd().split('\n').length).to.be.at.most(48)
    const words = terms()
    expect(words.length).to.be.greaterThan(20)
    expect(words.filter((word, index) => words.indexOf(word) !== index)).to.deep.equal([])
  })

  it('has the words of the town', () => {
    const town = ['town', 'rig', 'refinery', 'polecat', 'mayor', 'hub', 'machine']
    expect(town.filter((word) => !terms().includes(word))).to.deep.equal([])
  })
})

describe('names', () => {
  it('no exported name is declared in two places', () => {
    const places = new Map<string, string[]>()
    for (const {file, tree} of sources)
      for (const name of new Set(exportedNames(tree, file))) places.set(name, [...(places.get(name) ?? []), file])
    const clashes = [...places]
      .filter(([name, files]) => new Set(files.map(partOf)).size > 1 && !(name in sameMeaning))
      .map(([name, files]) => `${name}: ${files.join(', ')}`)
    const unneeded = Object.keys(sameMeaning).filter((name) => (places.get(name) ?? []).length < 2)
    expect([...clashes.sort(), ...unneeded.map((name) => `${name}: no clash any more`)].join('\n')).to.equal('')
  })

  it('are terms, not metaphors', () => {
    const files = [...sources.map(({file}) => file), ...otherFiles]
    const found = [
      ...files.filter((file) => metaphors.test(parsed(file).name)).map((file) => `${file} is called so`),
      ...sources.flatMap(({file, tree}) =>
        [...identifiers(tree)].filter((name) => metaphors.test(name)).map((name) => `${file}: ${name}`),
      ),
    ]
    expect([...new Set(found)].join('\n')).to.equal('')
  })
})

/** Below the root, in git or about to be. */
function filesOf(wanted: RegExp): string[] {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => wanted.test(file) && existsSync(join(root, file)))
}

function terms(): string[] {
  return [...page.matchAll(/^- \*\*([^*]+)\*\*/gm)].flatMap(([, words = '']) => words.split(', '))
}

/** The remote agent has each of its parts twice, in perl and in sh. */
function partOf(file: string): string {
  return file.replace(/\/agent\/(perl|shell)\//, '/agent/')
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** What a file declares and exports by name. A check is called after what it looks at, and is reached by its id only. */
function exportedNames(tree: ts.SourceFile, file: string): string[] {
  const isCheck = /^plugins\/[^/]+\/src\/checks\//.test(file)
  return tree.statements.flatMap((statement) => {
    const words = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({kind}) => kind) : []
    if (!words.includes(ts.SyntaxKind.ExportKeyword) || words.includes(ts.SyntaxKind.DefaultKeyword)) return []
    if (ts.isVariableStatement(statement))
      return isCheck ? [] : statement.declarationList.declarations.map(({name}) => name.getText())
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement)
    return isNamed && statement.name ? [statement.name.text] : []
  })
}

function identifiers(tree: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return names
}
