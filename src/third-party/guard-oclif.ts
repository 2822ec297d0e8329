import type {Command, Interfaces} from '@oclif/core'
import type {Config, Plugin} from '@oclif/core/config'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {manifestOf} from './manifest-of.js'
import {lockedCommand} from '../plugins/locked-command.js'
import {readTopics} from './read-manifest.js'

// The one file that changes what oclif does; test/third-party/guard-oclif.test.ts fails when oclif has changed below it.

/** Classes of one copy of @oclif/core: the bundle has one, plugins in node_modules may use another. */
export interface OclifCore {
  readonly Config: typeof Config
  readonly Plugin: typeof Plugin
}

export interface GtInstallation {
  /** gt's own folder: what is loaded from there is part of gt */
  readonly root: string
  /** names of the plugins that are part of gt; known once oclif has read gt's package.json */
  parts?: ReadonlySet<string>
  /** of gt's own package, known then as well */
  name?: string
  cacheDir?: string
}

/** A plugin with what oclif keeps to itself. */
interface OpenPlugin {
  readonly name: string
  readonly root: string
  /** absent in a package.json that is not sound */
  readonly version: string | undefined
  readonly options: Interfaces.Plugin['options']
  readonly pjson: Interfaces.PJSON
  readonly commandDiscoveryOpts: {strategy: string; target: string} | undefined
  commandIDs: string[]
  hasManifest: boolean
  hooks: Interfaces.Plugin['hooks']
  manifestProblem?: string
  load(): Promise<void>
  findCommand(id: string, options?: {must: boolean}): Promise<Command.Class | undefined>
  _manifest(): Promise<Interfaces.Manifest>
}

let guardedInstallation: GtInstallation | undefined
const guarded = new WeakSet<object>()
const changesTheList = new Set(['link', 'reset', 'uninstall', 'update'].map((name) => `plugins:${name}`))
const lifecycleHooks = new WeakMap<object, Interfaces.Plugin['hooks']>()

/**
 * From now on no code of a third-party plugin runs in this process unless one of its own commands does: its commands
 * are known from manifests, and of its hooks only `gt:*` are left, which gt asks in its own way. Those that oclif calls at every
 * command come back when a command of that plugin is loaded. Safe to call again.
 */
export function guardOclif(core: OclifCore, installation: GtInstallation): void {
  guardedInstallation = installation
  if (guarded.has(core.Plugin)) return
  guarded.add(core.Plugin)
  // Else a plugin without `oclif` in its package.json could have it told by a file of code.
  process.env['OCLIF_DISABLE_RC'] = '1'
  // Linked plugins run as they are compiled; oclif would say so at every command.
  process.env['OCLIF_DISABLE_LINKED_ESM_WARNING'] = '1'
  guardPlugins(core.Plugin.prototype as unknown as OpenPlugin, installation)
  guardLoading(core.Config.prototype, installation)
}

/** The same for the copy of oclif that a plugin in `folder` uses. */
export function guardCopyOf(folder: string): void {
  if (guardedInstallation)
    guardOclif(createRequire(join(folder, 'package.json'))('@oclif/core') as OclifCore, guardedInstallation)
}

function guardPlugins(prototype: OpenPlugin, installation: GtInstallation): void {
  const {load, findCommand, _manifest: manifest} = prototype

  prototype._manifest = async function () {
    if (isPart(this, installation)) return manifest.call(this)
    const {root, version = '', commandDiscoveryOpts: commands} = this
    const answer = await manifestOf({root, version, commands}, join(installation.cacheDir ?? '', 'manifests'))
    this.commandIDs = Object.keys(answer.manifest.commands)
    this.hasManifest = true
    if (answer.problem !== undefined) this.manifestProblem = answer.problem
    return answer.manifest
  }

  prototype.load = async function () {
    await load.call(this)
    // oclif loads what the user installed first, and then takes gt's own of that name for loaded.
    if (isOfUser(this.options) && isOwnName(this.name, installation)) {
      throw new Error(`${this.name} is the name of a part of gt: gt plugins uninstall ${this.name}`)
    }
    if (isPart(this, installation)) return
    lifecycleHooks.set(this, this.hooks)
    this.hooks = Object.fromEntries(Object.entries(this.hooks).filter(([event]) => event.startsWith('gt:')))
    this.pjson.oclif.topics = readTopics(this.pjson.oclif.topics)
  }

  prototype.findCommand = async function (id, options) {
    this.hooks = lifecycleHooks.get(this) ?? this.hooks
    if (this.name !== '@oclif/plugin-plugins' || !isPart(this, installation)) return findCommand.call(this, id, options)
    // Its commands load plugins themselves.
    guardCopyOf(this.root)
    const command = await findCommand.call(this, id, options)
    return command && changesTheList.has(id) ? lockedCommand(command) : command
  }
}

/** What cannot be loaded is a finding of the doctor; oclif would print its stack at every command. */
function guardLoading(prototype: Config, installation: GtInstallation): void {
  const {loadPluginsAndCommands} = prototype
  prototype.loadPluginsAndCommands = async function (this: Config, options) {
    if (this.root === installation.root) {
      installation.cacheDir = this.cacheDir
      installation.name = this.name
      installation.parts = new Set((this.pjson.oclif.plugins ?? []).filter((name) => typeof name === 'string'))
    }
    const {emitWarning} = process
    if (!process.env['DEBUG']) process.emitWarning = () => undefined
    try {
      await loadPluginsAndCommands.call(this, options)
    } finally {
      process.emitWarning = emitWarning
    }
  }
}

function isPart({options}: Pick<OpenPlugin, 'options'>, installation: GtInstallation): boolean {
  if (options.parent) return isPart(options.parent, installation)
  if (isOfUser(options)) return false
  if (options.name !== undefined && installation.parts?.has(options.name)) return true
  return options.root === installation.root
}

function isOfUser({type}: Interfaces.Plugin['options']): boolean {
  return type === 'user' || type === 'link'
}

function isOwnName(name: string, {parts, name: own}: GtInstallation): boolean {
  return name === own || (parts?.has(name) ?? false)
}
