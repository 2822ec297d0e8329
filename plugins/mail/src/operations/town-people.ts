import {didYouMean} from '@gt-town/text'
import {UsageError, type Place, type WorkspaceService} from '@gt-town/contract'

/** The polecats of a town by their rigs, as its folders say. */
export type People = ReadonlyMap<string, readonly string[]>

export async function peopleOf({connection, workspace}: Place, service: WorkspaceService): Promise<People> {
  const rigs = await service.rigs(connection, workspace)
  const polecats = await Promise.all(rigs.map(async (rig) => service.polecats(connection, rig)))
  return new Map(rigs.map(({name}, at) => [name, polecats[at] ?? []]))
}

/** @throws UsageError `GT_RIG_NOT_FOUND` with what was perhaps meant */
export function requireRig(people: People, rig: string, where: string): readonly string[] {
  const polecats = people.get(rig)
  if (polecats) return polecats
  throw new UsageError('GT_RIG_NOT_FOUND', `there is no rig ${rig}${where}`, {
    hint: didYouMean(rig, [...people.keys()], 'rig') || 'gt rig list shows all',
  })
}

/** @throws UsageError `GT_RIG_NOT_FOUND`, `GT_POLECAT_NOT_FOUND` with what was perhaps meant */
export function requirePolecat(people: People, {rig, polecat}: {rig: string; polecat: string}, where: string): void {
  const polecats = requireRig(people, rig, where)
  if (polecats.includes(polecat)) return
  const known = [...people].flatMap(([name, names]) => names.map((one) => `${name}/${one}`))
  throw new UsageError('GT_POLECAT_NOT_FOUND', `there is no polecat ${rig}/${polecat}${where}`, {
    hint: didYouMean(`${rig}/${polecat}`, known, 'polecat') || 'gt polecat list shows all',
  })
}
