import {UsageError} from '@gt-town/contract'

/** `key=value` as its two sides. @throws UsageError `GT_TAG_INVALID` */
export function parseTag(text: string): [key: string, value: string] {
  const [, key, value] = /^([\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._/-]{0,63})=([^\p{C}]{0,200})$/u.exec(text) ?? []
  if (key !== undefined && value !== undefined && key !== '__proto__') return [key, value]
  throw new UsageError('GT_TAG_INVALID', `${JSON.stringify(text.slice(0, 80))} is not a tag`, {
    hint: 'a tag is key=value, such as role=build',
  })
}

export function parseTags(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map(parseTag))
}

/** Sorted by key. */
export function printTags(tags: Readonly<Record<string, string>> = {}): string {
  return Object.keys(tags)
    .sort()
    .map((key) => `${key}=${tags[key] ?? ''}`)
    .join(',')
}
