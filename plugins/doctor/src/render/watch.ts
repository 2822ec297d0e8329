import {printable} from '@gt-town/text'

const named = 3

/** Stands between two looks, as `tsc --watch` has it. @param time such as `17:05:09` */
export function renderChange(changed: readonly string[], root: string | undefined, time: string): string {
  const inside = root === undefined ? '' : `${root}/`
  const names = changed
    .slice(0, named)
    .map((path) => (inside !== '' && path.startsWith(inside) ? path.slice(inside.length) : path))
  const more = changed.length > named ? ` and ${changed.length - named} more` : ''
  return `\n[${time}] Changed: ${printable(names.join(', '))}${more}\n`
}

export function renderWatching(watched: number, time: string): string {
  return `\n[${time}] Watching ${watched} ${watched === 1 ? 'path' : 'paths'}, Ctrl-C ends it`
}
