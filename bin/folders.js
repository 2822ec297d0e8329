'use strict'
const {homedir} = require('node:os')
const {join} = require('node:path')

/** Where oclif keeps the plugins of a user, and where it lets gt keep what can be made again; before oclif is loaded. */
function dataFolder() {
  return process.env.GT_DATA_DIR || join(process.env.XDG_DATA_HOME || join(home(), '.local', 'share'), 'gt')
}

function cacheFolder() {
  return process.env.GT_CACHE_DIR || join(process.env.XDG_CACHE_HOME || join(home(), '.cache'), 'gt')
}

function home() {
  return process.env.HOME || homedir()
}

module.exports = {cacheFolder, dataFolder, home}
