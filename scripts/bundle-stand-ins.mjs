// What oclif loads at its start and seldom uses: in the bundle, loaded when it is first used.
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {root} from './run.mjs'

const core = join(root, 'node_modules', '@oclif', 'core')
const require = createRequire(join(core, 'package.json'))
const lazy = [
  'ansi-escapes',
  'clean-stack',
  'cli-spinners',
  'ejs',
  'indent-string',
  'lilconfig',
  'node:perf_hooks',
  'node:readline',
  'string-width',
  'supports-color',
  'tinyglobby',
  'widest-line',
  'wordwrap',
  'wrap-ansi',
]

/** Those of them that stay out of the bundle: large, and found beside oclif when they are used. */
const outside = ['cli-spinners', 'tinyglobby', 'minimatch', 'debug']

/** Special cases: nearly always there is nothing to do for them. */
const sources = {
  // oclif asks for loggers everywhere; without DEBUG none of them writes.
  debug: `
    const none = (namespace) => Object.assign(() => undefined, {enabled: false, namespace, extend: () => none(namespace)})
    module.exports = process.env.DEBUG ? require('real:debug') : none`,
  // Windows' Linux names Microsoft in its release.
  'wsl-utils': `
    exports.isWsl = /microsoft/i.test(require('node:os').release()) && require('real:wsl-utils').isWsl`,
  // Patterns for plugins are their plain names.
  minimatch: `
    exports.minimatch = (name, pattern) =>
      /[*?[\\]{}()!]/.test(pattern) ? require('real:minimatch').minimatch(name, pattern) : name === pattern`,
}

/** A plugin for esbuild. */
export const standIns = {
  name: 'stand-ins',
  setup({onResolve, onLoad, resolve}) {
    const names = [...lazy, ...Object.keys(sources)]
    onResolve({filter: new RegExp(`^(${names.join('|')})$`)}, ({path, importer}) =>
      /@oclif[\\/]core[\\/]lib[\\/]/.test(importer) ? {path, namespace: 'stand-in'} : undefined,
    )
    onResolve({filter: /^real:/}, async ({path}) => {
      const name = path.slice('real:'.length)
      if (outside.includes(name)) return {path: name, namespace: 'outside'}
      if (name.startsWith('node:')) return {path: name, external: true}
      // As oclif gets it: by require, or by import where there is nothing else.
      return resolve(name, {kind: name === 'wsl-utils' ? 'dynamic-import' : 'require-call', resolveDir: core})
    })
    onLoad({filter: /./, namespace: 'outside'}, ({path}) => ({
      contents: `
        const {createRequire} = require('node:module')
        module.exports = createRequire(createRequire(__filename).resolve('@oclif/core'))(${JSON.stringify(path)})`,
      resolveDir: root,
      loader: 'js',
    }))
    onLoad({filter: /./, namespace: 'stand-in'}, ({path}) => ({
      contents: sources[path] ?? lazySource(path),
      resolveDir: root,
      loader: 'js',
    }))
  },
}

function lazySource(name) {
  return `
    const load = () => require(${JSON.stringify(`real:${name}`)})
    module.exports = new Proxy(function () {}, {
      get: (_target, key) => (key === '__esModule' ? ${Boolean(require(name).__esModule)} : load()[key]),
      apply: (_target, self, args) => load().apply(self, args),
    })`
}
