'use strict'
const {readFileSync} = require('node:fs')
const {join} = require('node:path')
const {dataFolder} = require('./folders.js')

/** What decides about colours and widths in ways of its own: then oclif decides. */
const telling = /^(FORCE_COLOR|CLICOLOR.*|NODE_DISABLE_COLORS|COLUMNS|OCLIF_.*|DEBUG|CI)$/

/**
 * `gt`, `gt help` and `gt --help` as the build wrote them down: see scripts/completion-table.mjs.
 * @param {string[]} words
 * @param {string} root folder of gt's own package.json
 * @returns {string | undefined} undefined: take the long way
 */
function rootHelp(words, root) {
  const isHelp = words.length === 0 || (words.length === 1 && ['help', '--help', '-h'].includes(words[0]))
  if (!isHelp || Object.keys(process.env).some((name) => telling.test(name)) || hasPlugins()) return undefined
  const kind = kindOfOutput()
  if (kind === undefined) return undefined
  try {
    return JSON.parse(readFileSync(join(root, 'dist', 'help.json'), 'utf8'))[kind]
  } catch {
    return undefined
  }
}

function kindOfOutput() {
  const {isatty, WriteStream} = require('node:tty')
  if (!isatty(1)) return 'plain'
  if (process.env.NO_COLOR !== undefined || !/^(xterm|screen|tmux|rxvt)/.test(process.env.TERM ?? '')) return undefined
  const [columns] = new WriteStream(1).getWindowSize()
  return columns >= 100 ? 'wide' : columns === 80 ? 'narrow' : undefined
}

/** Their commands belong to the help. */
function hasPlugins() {
  try {
    return JSON.parse(readFileSync(join(dataFolder(), 'package.json'), 'utf8')).oclif.plugins.length > 0
  } catch (error) {
    // What is wrong there is told by the long way.
    return error.code !== 'ENOENT'
  }
}

module.exports = {rootHelp}
