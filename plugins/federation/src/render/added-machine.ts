import type {Health, Machine} from '@gt-town/contract'
import {addressOf} from './machine-rows.js'

interface Added {
  readonly machine: Machine
  readonly health?: Health
  readonly missing: readonly string[]
}

export function addedLines({machine, health}: Added): string[] {
  const versions = (['git', 'tmux'] as const).flatMap((name) => {
    const version = health?.versions[name]
    return version === undefined ? [] : [`${name} ${version}`]
  })
  const found = health ? (versions.length > 0 ? `, with ${versions.join(' and ')}` : '') : ', without looking at it'
  return [
    `Added machine ${machine.name} (${addressOf(machine)})${found}`,
    ...(health && health.versions.gt === undefined
      ? ['gt is not installed there: agents can read their mail, and need gt to send any']
      : []),
  ]
}

export function missingToolLines({machine, missing}: Added): string[] {
  return missing.map((line) => `Warning: ${machine.name}: ${line}`)
}
