import {UsageError} from '@gt-town/contract'

export type CloudNameKind = 'project' | 'zone' | 'instance'

const plain = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** A project of an organisation of old has its domain before a colon. */
const project = /^(?:[a-z0-9](?:[a-z0-9.-]{0,100}[a-z0-9])?:)?[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Checks a name of Google Cloud (RFC 1035 labels, https://cloud.google.com/compute/docs/naming-resources); it becomes an
 * argument of gcloud, and a word of ssh's ProxyCommand.
 * @returns the name, unchanged
 * @throws UsageError `GT_CLOUD_NAME_INVALID`
 */
export function parseCloudName(kind: CloudNameKind, name: string): string {
  if ((kind === 'project' ? project : plain).test(name)) return name
  throw new UsageError(
    'GT_CLOUD_NAME_INVALID',
    `${JSON.stringify(name.slice(0, 80))} names no ${kind} of Google Cloud`,
    {hint: 'use lower-case letters, digits and "-", starting with a letter'},
  )
}
