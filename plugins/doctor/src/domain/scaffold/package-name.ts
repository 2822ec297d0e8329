import {isBuiltin} from 'node:module'

/** Id prefixes that would look like ours. */
const ours = ['workspace', 'doctor', 'federation', 'nats', 'gt']

/** What npm forbids in the name of a new package (validate-npm-package-name says the same), or undefined when it is well. */
export function packageNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > 214) return 'it is longer than 214 characters'
  if (/^@(gt-town|oclif)\//.test(name)) return 'packages of that scope are parts of gt itself'
  if (name !== name.toLowerCase()) return 'npm takes lower case only'
  const bare = name.replace(/^@[a-z0-9-][a-z0-9._-]*\//, '')
  if (!/^[a-z0-9-]/.test(bare)) return 'it must start with a letter or a digit, or be like @scope/name'
  if (!/^[a-z0-9._-]+$/.test(bare)) return 'npm takes letters a to z, digits and . _ - only'
  if (bare === name && isBuiltin(name)) return 'Node.js has a module of that name'
  if (name === 'node_modules' || name === 'favicon.ico') return 'npm keeps that name for itself'
  return undefined
}

/** A valid name near to any text, such as the name of a folder; undefined where nothing is left of it. */
export function nearestPackageName(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100)
  if (plain === '') return undefined
  return packageNameProblem(plain) === undefined ? plain : `gt-checks-${plain}`
}

/** What the ids of a package's checks start with: permanent, so it is made from the name and not from the folder. */
export function idPrefix(name: string): string {
  const prefix = name
    .replace(/^gt-checks-(?=[a-z0-9])/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  if (prefix === '') return 'checks'
  return ours.includes(prefix) ? `${prefix}-checks` : prefix
}
