import {printable} from '@gt-town/text'
import type {Interfaces} from '@oclif/core'

/**
 * A manifest as a plugin ships it or as it was made from its commands. Everything that oclif reads at a start or for help must
 * have the right shape, since it would stop every command of gt; and no text of it may run or reach a terminal raw.
 * Format: oclif.manifest.json, @oclif/core src/interfaces/manifest.ts.
 * @returns the manifest, or what is wrong with it as one line
 */
export function readManifest(text: string): {manifest: Interfaces.Manifest} | {problem: string} {
  let document: unknown
  try {
    document = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? sanitize(value) : value))
  } catch {
    return {problem: 'it is not JSON'}
  }
  if (!isRecord(document) || !isRecord(document['commands'])) return {problem: 'it has no "commands"'}
  const version = document['version']
  if (typeof version !== 'string') return {problem: 'it has no "version"'}
  const commands: Record<string, Interfaces.Manifest['commands'][string]> = {}
  for (const [id, value] of Object.entries(document['commands'])) {
    const problem = commandProblem(value)
    if (problem !== undefined) return {problem: `its command ${JSON.stringify(id)} ${problem}`}
    const command = value as (typeof commands)[string]
    // Dynamic help would import the command.
    commands[id] = Object.assign({args: {}, flags: {}}, command, {id, hasDynamicHelp: false})
  }
  return {manifest: {commands, version}}
}

/** The topics of a package.json that help can show, their texts sanitized; what has another shape is left out. */
export function readTopics(value: unknown): Record<string, {description?: string; hidden?: boolean}> {
  if (!isRecord(value)) return {}
  const topics = Object.entries(value).filter(([, topic]) => isRecord(topic))
  return Object.fromEntries(
    topics.map(([name, topic]) => {
      const {description, hidden} = topic as Record<string, unknown>
      return [
        name,
        {...(typeof description === 'string' && {description: sanitize(description)}), hidden: hidden === true},
      ] as const
    }),
  )
}

/** Texts of help are templates of ejs, which can hold any code: only the names of the command and of gt are filled in. */
function sanitize(text: string): string {
  return printable(text, {lines: true}).replaceAll(
    /<%(?![=-]\s*(?:config\.(?:bin|version)|command\.id)\s*-?%>)/g,
    '<%%',
  )
}

function commandProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is not an object'
  const rules: readonly (readonly [names: readonly string[], fits: (value: unknown) => boolean, what: string])[] = [
    [['summary', 'description'], (one) => typeof one === 'string', 'is not a text'],
    [['args', 'flags'], (one) => isRecord(one) && Object.values(one).every(isRecord), 'is not an object of objects'],
    [lists, (one) => Array.isArray(one) && one.every((part) => typeof part === 'string'), 'is not a list of texts'],
    [['hidden', 'isESM'], (one) => typeof one === 'boolean', 'is not true or false'],
  ]
  for (const [names, fits, what] of rules) {
    const wrong = names.find((name) => value[name] !== undefined && value[name] !== null && !fits(value[name]))
    if (wrong !== undefined) return `has a "${wrong}" that ${what}`
  }
  return undefined
}

const lists = ['aliases', 'hiddenAliases', 'aliasPermutations', 'permutations', 'relativePath']

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
