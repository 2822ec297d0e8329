import type {CheckTarget} from './check-target.js'
import type {Environment} from './environment.js'
import type {RegisteredCheck} from './registered-check.js'
import type {Selection} from './select-checks.js'
import {uncaughtErrorsId} from './uncaught-errors-id.js'

/** Every check on each of its targets: the environment, the town, every rig (or the one of that name), or the machine. */
export function planTargets({checks, asked}: Selection, environment: Environment, rigName?: string): CheckTarget[] {
  const {workspace, rigs, machine} = environment
  const chosen = rigName === undefined ? rigs : rigs.filter(({name}) => name === rigName)
  return checks.flatMap((registered): CheckTarget[] => {
    if (!isCovered(environment, registered)) return []
    const target = {...registered, asked: asked.has(registered.check.id), ...(machine && {machine: machine.name})}
    switch (registered.check.scope) {
      case 'environment':
        return [target]
      case 'workspace':
        return workspace ? [target] : []
      case 'rig':
        return workspace ? chosen.map((rig) => ({...target, rig})) : []
      case 'machine':
        return machine ? [target] : []
    }
  })
}

function isCovered({machine, coverage = 'all'}: Environment, {check: {id, scope}}: RegisteredCheck): boolean {
  if (coverage === 'machine') return scope === 'machine'
  return coverage === 'gt' ? aboutGt.has(id) : !machine || !aboutGt.has(id)
}

/** Checks of this very gt and its plugins: they look here, whatever machine is looked at, and once. */
const aboutGt: ReadonlySet<string> = new Set([
  'doctor/plugin-checks',
  'doctor/duplicate-check-id',
  uncaughtErrorsId,
  'doctor/plugins-loaded',
  'doctor/plugin-manifest',
  'doctor/plugin-manifest-fresh',
])
