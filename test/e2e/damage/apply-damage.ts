import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import {join} from 'node:path'
import type {Random} from './random.js'

export const kinds = ['delete', 'truncate', 'garble', 'other kind', 'no permission', 'dangling link'] as const
export type Kind = (typeof kinds)[number]

export interface Damage {
  readonly kind: Kind
  readonly path: string
}

/** Does one thing to one path. @returns false where it makes no sense, or an earlier damage took the path away */
export function applyDamage(town: string, {kind, path}: Damage, random: Random): boolean {
  const target = join(town, path)
  const found = lookAt(target)
  if (!found || found.isSymbolicLink()) return false
  switch (kind) {
    case 'delete':
      rmSync(target, {recursive: true})
      return true
    case 'truncate':
      if (!found.isFile() || found.size === 0) return false
      makeWritable(target, found)
      truncateSync(target, random.below(found.size))
      return true
    case 'garble':
      if (!found.isFile() || found.size === 0) return false
      makeWritable(target, found)
      garble(target, random)
      return true
    case 'other kind':
      rmSync(target, {recursive: true})
      if (found.isFile()) mkdirSync(target)
      else writeFileSync(target, 'this was a folder\n')
      return true
    case 'no permission':
      chmodSync(target, 0)
      return true
    case 'dangling link':
      rmSync(target, {recursive: true})
      symlinkSync(random.pick(['gone', '/nowhere/at/all', '../../../../../../../../nowhere']), target)
      return true
  }
}

function garble(path: string, random: Random): void {
  const bytes = readFileSync(path)
  const start = random.below(bytes.length)
  const length = 1 + random.below(Math.min(64, bytes.length - start))
  random.bytes(length).copy(bytes, start)
  writeFileSync(path, bytes)
}

/** git makes its objects read-only; a failing disk does not ask. */
function makeWritable(path: string, found: Stats): void {
  chmodSync(path, found.mode | 0o600)
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}
