import type {Interfaces} from '@oclif/core'
import type {ChildProcess} from 'node:child_process'
import {PluginHost, type PluginHostOptions} from './plugin-host.js'
import type {EventName} from './protocol.js'
import {configFacts, thirdPartyPlugins} from './third-party-plugins.js'

let prestarted: ChildProcess | undefined

/** For whoever started a worker before all this was loaded, so that it starts while gt does: see bin/prestart-worker.js. */
export function offerPrestartedWorker(worker: ChildProcess): void {
  prestarted = worker
}

/**
 * The third-party plugins of this command. If there are any that answer `event`, their worker process starts at once, and
 * they are asked for their checks while gt does other things.
 */
export function startPluginHost(
  config: Interfaces.Config,
  event: EventName,
  options: PluginHostOptions = {},
): PluginHost {
  const worker = prestarted
  prestarted = undefined
  const host = new PluginHost(thirdPartyPlugins(config), configFacts(config), {...options, worker})
  host.start(event)
  return host
}
