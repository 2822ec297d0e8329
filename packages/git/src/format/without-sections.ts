import {parseGitSettings} from './git-config.js'

/**
 * The text of a git configuration file without some of its sections, whatever stands in them.
 * @param sections by `section.sub`
 * @returns undefined where the text cannot be cut line by line, such as one that git would not read
 */
export function withoutSections(text: string, sections: readonly string[]): string | undefined {
  const isDropped = (name: string): boolean => sections.some((section) => name.startsWith(`${section}.`))
  let keeps = true
  const lines = text.split(/(?<=\n)/).filter((line) => {
    const [, name, sub] = header.exec(line) ?? []
    if (name !== undefined) {
      const section = sub === undefined ? name.toLowerCase() : `${name.toLowerCase()}.${sub.replaceAll(/\\(.)/g, '$1')}`
      keeps = !isDropped(`${section}.`)
    }
    return keeps
  })
  const cut = lines.join('')
  const [before, after] = [parseGitSettings(text), parseGitSettings(cut)]
  if ('badLine' in before || 'badLine' in after) return undefined
  const wanted = before.filter(({name}) => !isDropped(name))
  return JSON.stringify(wanted) === JSON.stringify(after) ? cut : undefined
}

/** As git writes it: a line of its own. */
const header = /^\[([A-Za-z0-9.-]+)(?: "((?:[^"\\]|\\.)*)")?\]\s*$/
