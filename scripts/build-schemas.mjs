// Compiles plugins/*/schemas/*.json to one plain module of validators per plugin, so that no validator library is
// loaded at run time. Quick, and writes nothing when nothing has changed. A schema that says `readOnly` describes what gt only
// prints: nothing of ours reads it, so there is no validator of it.
import {readdir, readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import {build} from 'esbuild'
import {root} from './run.mjs'
import {writeIfChanged} from './write-if-changed.mjs'

const plugins = join(root, 'plugins')

for (const plugin of (await readdir(plugins)).sort()) {
  const schemas = await readSchemas(join(plugins, plugin, 'schemas'))
  if (schemas.length === 0) continue
  await writeIfChanged(join(plugins, plugin, 'src', 'generated', 'validators.js'), await compile(schemas))
}

async function readSchemas(folder) {
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.endsWith('.json')).sort()
  const schemas = await Promise.all(
    files.map(async (name) => ({name, schema: JSON.parse(await readFile(join(folder, name), 'utf8'))})),
  )
  return schemas.filter(({schema}) => schema.readOnly !== true)
}

/** `rig-config.json` becomes the export `rigConfig`. */
async function compile(schemas) {
  const ajv = new Ajv2020({
    allErrors: false,
    strict: true,
    allowUnionTypes: true,
    code: {source: true, esm: true, lines: true},
    schemas: schemas.map(({schema}) => schema),
  })
  const names = schemas.map(({name, schema}) => [camelCase(basename(name, '.json')), schema.$id])
  const {outputFiles} = await build({
    stdin: {contents: standalone.default(ajv, Object.fromEntries(names)), resolveDir: root},
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2023',
    write: false,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  })
  return `// Made by scripts/build-schemas.mjs from the JSON Schemas of this plugin.\n${outputFiles[0].text}`
}

function camelCase(name) {
  return name.replaceAll(/-([a-z])/g, (_match, letter) => letter.toUpperCase())
}
