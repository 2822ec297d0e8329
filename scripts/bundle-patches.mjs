// Lines of oclif that cost time at every start, and what the bundle has in their place. Each must be found: an update of
// oclif that changes one fails the build.
import {readFile} from 'node:fs/promises'

const patches = [
  {
    // oclif imports commands and hooks by their path; in the bundle, those of ours come from the bundle.
    file: /@oclif[\\/]core[\\/]lib[\\/]module-loader\.js$/,
    from: 'await import((0, node_url_1.pathToFileURL)(filePath).href)',
    to: `await require('gt:modules').load(filePath)`,
    times: 3,
  },
  {
    // The same without asking the disk what kind of module it is.
    file: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]config\.js$/,
    from: 'await (0, module_loader_1.loadWithData)(p, await (0, ts_path_1.tsPath)(p.root, hook.target, p))',
    to: `(await require('gt:modules').loadHook(p.root, hook.target)) ??
      (await (0, module_loader_1.loadWithData)(p, await (0, ts_path_1.tsPath)(p.root, hook.target, p)))`,
    times: 1,
  },
  {
    // The first localeCompare of a process loads the collator, which takes longer than the rest of loading plugins.
    file: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    from: 'a.id.localeCompare(b.id)',
    to: '(a.id < b.id ? -1 : 1)',
    times: 1,
  },
  {
    // A dozen small files: the way through the thread pool takes longer than reading them.
    file: /@oclif[\\/]core[\\/]lib[\\/]util[\\/]fs\.js$/,
    from: `await (0, promises_1.readFile)(path, 'utf8')`,
    to: `require('node:fs').readFileSync(path, 'utf8')`,
    times: 1,
  },
  {
    // Packages without a main module are resolved in vain, at a millisecond each, before oclif looks where they are.
    file: /@oclif[\\/]core[\\/]lib[\\/]util[\\/]find-root\.js$/,
    from: '        let pkgPath;\n',
    to: `        const direct = (0, node_path_1.join)(root, 'node_modules', name);
        if (require('node:fs').existsSync((0, node_path_1.join)(direct, 'package.json'))) return direct;
        let pkgPath;\n`,
    times: 1,
  },
]

/** A plugin for esbuild. */
export const oclifPatches = {
  name: 'oclif-patches',
  setup({onLoad}) {
    for (const {file, from, to, times} of patches) {
      onLoad({filter: file}, async ({path}) => {
        const source = await readFile(path, 'utf8')
        if (source.split(from).length !== times + 1)
          throw new Error(`${path} has changed: look at scripts/bundle-patches.mjs`)
        return {contents: source.replaceAll(from, () => to), loader: 'js'}
      })
    }
  },
}
