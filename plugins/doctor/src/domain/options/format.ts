import {UsageError} from '@gt-town/contract'

/** What `gt doctor --format` takes. */
export const formats = ['text', 'json', 'junit', 'sarif', 'github'] as const
export type Format = (typeof formats)[number]

/** The format that the words of a command line ask for, before anything has looked whether they make sense. */
export function formatAsked(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  if (words.includes('--json')) return 'json'
  const index = words.findLastIndex((word) => word === '--format' || word.startsWith('--format='))
  const word = words[index]
  return word?.includes('=') ? word.slice(word.indexOf('=') + 1) : words[index + 1 || words.length]
}

/** @param json whether the answer is to be JSON, by whatever way it was said. @throws UsageError where the two disagree */
export function chooseFormat(format: Format | undefined, json: boolean): Format {
  if (!json) return format ?? 'text'
  if (format === undefined || format === 'json') return 'json'
  throw new UsageError('GT_USAGE', `--json and --format ${format} ask for two formats`, {hint: 'give one of them'})
}
