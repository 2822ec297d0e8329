import {printable, quoteIfNeeded} from '@gt-town/text'
import {table} from '@gt-town/command'
import type {NewPackage} from '../domain/scaffold/new-package.js'

/** What was made and what to do next. */
export function renderNewPackage({name, check, files}: NewPackage, path: string): string {
  const rows = files.map((file) => [`  ${printable(file.path)}`, file.purpose])
  const place = printable(path)
  return [
    `Made ${name}, with the check ${check}, in ${place}`,
    table(rows),
    `Next: cd ${quoteIfNeeded(place)} && npm test && gt plugins link .`,
  ].join('\n')
}
