import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {layers, pureEntries} from '../layers.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const sources = tracked.filter((file) => /^(src|packages\/[^/]+\/src|plugins\/[^/]+\/src)\/.*\.ts$/.test(file))
const plugins = new Set(readdirSync(join(root, 'plugins')).map((name) => `@gt-town/plugin-${name}`))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Modules a file imports when it runs: `import type` is left out. */
function imports(file: string): string[] {
  const text = read(file).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const statics = [
    ...text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[\w*{},\s$]*?\sfrom\s+)?['"]([^'"]+)['"]/gm),
  ].map((match) => match[1] ?? '')
  const dynamics = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
  return [...statics, ...dynamics]
}

/** The layer a relative import leads to, such as `domain`. */
function layerOf(file: string, module: string): string {
  if (!module.startsWith('.')) return ''
  const target = relative(root, join(root, file, '..', module))
  return /^plugins\/[^/]+\/src\/([^/]+)\//.exec(target)?.[1] ?? ''
}

/** `node:fs` is `fs`. */
function isOf(module: string, names: readonly string[]): boolean {
  const plain = module.replace(/^node:/, '')
  return !pureEntries.includes(plain) && names.some((name) => plain === name || plain.startsWith(`${name}/`))
}

describe('the repository', () => {
  it('keeps every layer to what it may import', () => {
    const wrong = sources.flatMap((file) => {
      const layer = /^plugins\/[^/]+\/src\/([^/]+)\//.exec(file)?.[1] ?? ''
      const rule = layers[layer]
      if (!rule) return []
      return imports(file)
        .filter((module) => rule.layers.includes(layerOf(file, module)) || isOf(module, rule.modules))
        .map((module) => `${file} imports ${module}`)
    })
    expect(wrong).to.deep.equal([])
  })

  it('prints ASCII, but for the symbols of the theme, which know the locale', () => {
    const wrong = sources
      .filter((file) => !file.startsWith('packages/contract-testing/') && file !== 'packages/command/src/theme.ts')
      .filter((file) => /[^\u0000-\u007f]/.test(withoutComments(read(file))))
    expect(wrong).to.deep.equal([])
  })

  it('keeps domain and render pure: no clock, chance, process, timer, nothing to wait for', () => {
    const impure =
      /\b(async|await|Promise|process|performance|setTimeout|setImmediate|queueMicrotask)\b|Date\.now|new Date\(\)|Math\.random/
    const wrong = sources
      .filter((file) => /^plugins\/[^/]+\/src\/(domain|render)\//.test(file))
      .filter((file) => impure.test(withoutTemplates(withoutComments(read(file)))))
    expect(wrong).to.deep.equal([])
  })

  it('has files in the layers only, so that no file escapes the rule', () => {
    const known = new Set([...Object.keys(layers), 'generated'])
    const strays = sources.filter((file) => {
      const match = /^plugins\/[^/]+\/src\/([^/]+)(\/)?/.exec(file)
      return match && !(match[2] && known.has(match[1] ?? ''))
    })
    expect(strays).to.deep.equal([])
  })

  it('lets no plugin import another', () => {
    const wrong = sources
      .filter((file) => file.startsWith('plugins/'))
      .flatMap((file) => {
        const own = /^plugins\/[^/]+\//.exec(file)?.[0] ?? ''
        return imports(file)
          .filter((module) => {
            if (!module.startsWith('.')) return plugins.has(module)
            return !relative(root, join(root, file, '..', module)).startsWith(own)
          })
          .map((module) => `${file} imports ${module}`)
      })
    expect(wrong).to.deep.equal([])
  })

  it('gives the contract no dependencies', () => {
    const manifest = JSON.parse(read('packages/contract/package.json')) as {dependencies?: object}
    expect(manifest.dependencies ?? {}).to.deep.equal({})
    const wrong = sources
      .filter((file) => file.startsWith('packages/contract/src/'))
      .flatMap((file) => imports(file).filter((module) => !module.startsWith('.') && !module.startsWith('node:')))
    expect(wrong).to.deep.equal([])
  })

  it('has fresh command manifests (cure: npm run build, then commit them)', function () {
    this.timeout(120_000)
    execFileSync('node', ['scripts/manifest.mjs', '--check'], {cwd: root, encoding: 'utf8'})
  })

  it('names every package and its dependencies in one version', () => {
    const manifests = ['package.json', ...workspaceManifests()].map((file) => ({file, ...parse(file)}))
    const versions = new Map<string, Set<string>>()
    for (const {dependencies = {}, devDependencies = {}} of manifests) {
      for (const [name, version] of Object.entries({...dependencies, ...devDependencies})) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version))
      }
    }
    const wrong = [...versions].filter(
      ([, found]) => found.size > 1 || [...found].some((version) => !/^\d/.test(version)),
    )
    expect(wrong.map(([name]) => name)).to.deep.equal([])
    expect(new Set(manifests.map(({version}) => version)).size).to.equal(1)
  })

  it('says of every package that it is MIT and which Node it takes', () => {
    const facts = ['package.json', ...workspaceManifests()].map((file) => {
      const {license, engines} = JSON.parse(read(file)) as {license?: string; engines?: {node?: string}}
      return `${license} ${engines?.node}`
    })
    expect(new Set(facts)).to.deep.equal(new Set(['MIT >=20.19']))
    expect(read('LICENSE')).to.match(/^MIT License\n/)
  })

  it('links only to files that are there, and names only commands and flags that exist', () => {
    const pages = tracked.filter((file) => /^([A-Z]+|docs\/.*)\.md$/.test(file))
    const dead = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .filter(([, target = '']) => !existsSync(join(root, page, '..', target)))
        .map(([, target]) => `${page} links to ${target}`),
    )
    expect(dead).to.deep.equal([])
    expect(pages.flatMap((page) => unknownCommands(read(page)).map((words) => `${page}: ${words}`))).to.deep.equal([])
  })

  it('has decisions of 15 to 40 lines, numbered without a gap', () => {
    const pages = tracked.filter((file) => file.startsWith('docs/decisions/')).sort()
    const lines = pages.map((page) => [page, read(page).trimEnd().split('\n').length] as const)
    expect(lines.filter(([, count]) => count < 15 || count > 40)).to.deep.equal([])
    expect(pages.map((page) => Number(page.slice(15, 18)))).to.deep.equal(pages.map((_page, index) => index + 1))
  })

  it('has a lock file without download addresses', () => {
    expect(read('package-lock.json')).not.to.match(/"resolved": "https?:/)
  })

  it('names no path of one machine and no package registry', () => {
    const bad = /(^|[^A-Za-z0-9_.])\/(work|farm)\/|registry\.(npmjs|yarnpkg)/m
    const wrong = tracked.filter(
      (file) => !file.startsWith('test/repository') && !/\.(png|tgz)$/.test(file) && bad.test(read(file)),
    )
    expect(wrong).to.deep.equal([])
  })

  it('has no package or plugin with more than a quarter of all lines of them', () => {
    const lines = new Map<string, number>()
    for (const file of sources) {
      const room = /^(packages|plugins)\/[^/]+/.exec(file)?.[0]
      if (room !== undefined) lines.set(room, (lines.get(room) ?? 0) + read(file).split('\n').length)
    }
    const all = [...lines.values()].reduce((sum, count) => sum + count, 0)
    expect([...lines].filter(([, count]) => count > all / 4)).to.deep.equal([])
  })

  it('keeps source files short enough to read at a sitting', () => {
    const long = sources.filter((file) => read(file).split('\n').length > 251)
    expect(long).to.deep.equal([])
  })
})

/** `gt …` in code of a page whose command or flag the manifests do not have. Those of oclif itself are left out. */
function unknownCommands(text: string): string[] {
  const commands = new Map(
    tracked
      .filter((file) => /^(plugins\/.*\/)?oclif\.manifest\.json$/.test(file))
      .flatMap((file) =>
        Object.entries((JSON.parse(read(file)) as {commands: Record<string, {flags: object}>}).commands),
      ),
  )
  const code = [...text.matchAll(/`gt ([^`]+)`|^(?:\$ |\.\/)gt ([^#\n]+)/gm)].map((match) => match[1] ?? match[2] ?? '')
  return code.filter((line) => {
    const [first = '', second = '', ...rest] = line.trim().split(' ')
    if (['plugins', 'help', '--version', '__complete'].includes(first)) return false
    const command = commands.get(`${first}:${second}`) ?? commands.get(first)
    const flags = [second, ...rest].flatMap((word) => /^--(?:no-)?([a-z-]+)/.exec(word)?.[1] ?? [])
    return !command || flags.some((flag) => flag !== 'help' && !(flag in command.flags))
  })
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}

/** Without the text of template strings, which may be a program for others; what is put into them stays. */
function withoutTemplates(text: string): string {
  return text.replaceAll(/`(?:\\.|[^`\\])*`/g, (template) =>
    [...template.matchAll(/(?<!\\)\$\{([^}]*)\}/g)].map((match) => match[1]).join(';'),
  )
}

function workspaceManifests(): string[] {
  return ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
}

function parse(file: string): {
  version: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
} {
  return JSON.parse(read(file)) as ReturnType<typeof parse>
}
