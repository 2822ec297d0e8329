import {UsageError} from '@gt-town/contract'

/**
 * Where to make the town of another machine.
 * @param wanted absolute, as the user asks; default what the registry says
 * @param root what the registry says
 * @throws UsageError `GT_MACHINE_NO_WORKSPACE` where neither says it, `GT_MACHINE_HAS_WORKSPACE` where they differ: gt would never
 *   look at the town it makes
 */
export function townRoot(machine: string, wanted: string | undefined, root: string | undefined): string {
  const chosen = wanted ?? root
  if (chosen === undefined) {
    throw new UsageError(
      'GT_MACHINE_NO_WORKSPACE',
      `${machine}: neither you nor machines.json say where its town goes`,
      {
        hint: `name the folder there: gt install DIR --machine ${machine}`,
      },
    )
  }
  if (root === undefined || root === chosen) return chosen
  throw new UsageError(
    'GT_MACHINE_HAS_WORKSPACE',
    `${machine}: machines.json says that its town is ${root}, not ${chosen}`,
    {
      hint: `leave the folder out, or correct the workspace of ${machine} in machines.json first`,
    },
  )
}
