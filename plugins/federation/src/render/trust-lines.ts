import type {ShownHostKey} from '@gt-town/contract'

/** What came of `gt machine trust`, in words. */
export function trustLines(machine: string, {shown, reason}: {shown?: ShownHostKey; reason?: string}): string[] {
  if (!shown) return [`The key that ${machine} shows is trusted already.`]
  const {name, type, fingerprint, trusted} = shown
  return [
    `Trusted for ${name} from now on: ${type} ${fingerprint}`,
    ...trusted.filter((old) => old !== fingerprint).map((old) => `No longer trusted: ${old}`),
    ...(reason === undefined ? [] : [`But it was not reached: ${reason}`]),
  ]
}
