import type {RegisteredCheck} from './registered-check.js'

/** A check as `gt doctor checks --json` and `gt doctor explain --json` print it. Public API. */
export interface CheckFacts {
  id: string
  title: string
  category: string
  scope: string
  plugin: string
  fixable: boolean
  deep: boolean
  requires: readonly string[]
  description?: string
  remedy?: string
  docs_url?: string
}

export function factsOf({check, plugin}: RegisteredCheck): CheckFacts {
  const {description, remedy, docsUrl} = check
  return {
    id: check.id,
    title: check.title,
    category: check.category,
    scope: check.scope,
    plugin,
    fixable: check.fix !== undefined,
    deep: check.deep === true,
    requires: check.requires ?? [],
    ...(description !== undefined && {description}),
    ...(remedy !== undefined && {remedy}),
    ...(docsUrl !== undefined && {docs_url: docsUrl}),
  }
}
