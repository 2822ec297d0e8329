import type {ShownHostKey} from '@gt-town/contract'

/** What the user is asked about a key, several lines; the last one waits for the answer. */
export function hostKeyQuestion(machine: string, {name, type, fingerprint, trusted}: ShownHostKey): string[] {
  const others = trusted.filter((other) => other !== fingerprint)
  const old =
    trusted.length === 0
      ? ['No key of it is trusted yet.']
      : others.length < trusted.length
        ? [`It is trusted, and so far also ${others.join(', ')}`]
        : [
            `Trusted so far:    ${others.join(', ')}`,
            'This may be an attack (man in the middle): ask who runs that machine.',
          ]
  return [
    `${machine}: ${name} shows the ${type} key`,
    `                   ${fingerprint}`,
    ...old,
    'Compare it with what ssh-keygen -l prints for the host key on that machine.',
  ]
}
