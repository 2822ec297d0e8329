import {execFileSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {applyDamage, kinds, type Damage, type Kind} from './apply-damage.js'
import type {Random} from './random.js'

const damagesPerRound = 10

/** Half of the damages hit what gt owns, a quarter git's own files, a quarter anything. */
export function damageTown(town: string, paths: readonly string[], chance: Random): Damage[] {
  const inGit = paths.filter((path) => /\/\.git(\/|$)/.test(path))
  const owned = paths.filter(
    (path) => /^(mayor|\.gitignore|\w+\/(refinery|\.gastown))(\/|$)/.test(path) && !/\/rigs?\/./.test(path),
  )
  const pools = [owned, owned, inGit, paths]
  const chosen = Array.from({length: damagesPerRound}, () => chance.pick(kinds))
  // Permissions go last: nothing else can be done to what lies in a folder that is closed.
  const isLast = (kind: Kind): number => (kind === 'no permission' ? 1 : 0)
  return chosen
    .sort((a, b) => isLast(a) - isLast(b))
    .map((kind) => {
      for (;;) {
        const damage = {kind, path: chance.pick(chance.pick(pools))}
        if (applyDamage(town, damage, chance)) return damage
      }
    })
}

export function removeTown(town: string): void {
  execFileSync('chmod', ['-R', 'u+rwX', town])
  rmSync(town, {recursive: true})
}
