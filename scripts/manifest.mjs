// Writes oclif.manifest.json of the root and of every plugin from the built commands.
// With --check it writes nothing and fails when one is stale.
import {readFile, readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {Plugin} from '@oclif/core'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')
const plugins = (await readdir(join(root, 'plugins'))).map((name) => join(root, 'plugins', name))
const stale = []

for (const folder of [root, ...plugins]) {
  const plugin = new Plugin({
    root: folder,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  // oclif lists files in the order of the file system.
  const commands = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  const text = `${JSON.stringify({...plugin.manifest, commands}, null, 2)}\n`
  const file = join(folder, 'oclif.manifest.json')
  const before = await readFile(file, 'utf8').catch(() => '')
  if (before === text) continue
  stale.push(file)
  if (!check) await writeFile(file, text)
}

if (check && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}\nrun: npm run build, then commit the manifests`)
  process.exitCode = 1
}
