import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

const scopes = ['environment', 'workspace', 'rig']

/** Plugins of checks as an installation leaves them in oclif's data folder. Each check reads a file or two. */
export function installThirdPartyPlugins(data, {plugins, checks}) {
  const names = Array.from({length: plugins}, (_, index) => `gt-checks-bench-${index}`)
  for (const name of names) {
    const folder = join(data, 'node_modules', name)
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'checks.js'), source(name, checks))
    writeJson(join(folder, 'oclif.manifest.json'), {version: '1.0.0', commands: {}})
    writeJson(join(folder, 'package.json'), {
      name,
      version: '1.0.0',
      type: 'module',
      files: ['checks.js'],
      oclif: {hooks: {'gt:checks': './checks.js'}},
    })
  }
  writeJson(join(data, 'package.json'), {
    private: true,
    oclif: {schema: 1, plugins: names.map((name) => ({name, type: 'user', tag: 'latest'}))},
    dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])),
  })
}

function source(name, count) {
  const checks = Array.from({length: count}, (_, index) => {
    const scope = scopes[index % scopes.length]
    const folder = scope === 'rig' ? 'rig.path' : 'workspace.root'
    return `  {
    id: '${name}/check-${index}',
    title: 'Check ${index} of ${name}',
    category: 'Bench',
    scope: '${scope}',
    async run({connection, workspace${scope === 'rig' ? ', rig' : ''}}) {
      const config = await connection.readFile(\`\${workspace.root}/mayor/state.json\`)
      const there = await connection.fileExists(\`\${${folder}}/file-${index}\`)
      return {status: config.length > 0 && !there ? 'pass' : 'fail'}
    },
  },`
  })
  return `export default async () => [\n${checks.join('\n')}\n]\n`
}

function writeJson(path, value) {
  writeFileSync(path, JSON.stringify(value))
}
