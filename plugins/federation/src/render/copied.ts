import type {GtError} from '@gt-town/contract'

interface CopiedFacts {
  readonly from: string
  readonly to: string
  readonly bytes: number
  readonly error?: GtError
}

export interface CopiedDocument {
  from: string
  to: string
  bytes: number
  error: {code: string; message: string; hint: string | null} | null
}

export function copiedDocument({from, to, bytes, error}: CopiedFacts): CopiedDocument {
  return {from, to, bytes, error: error ? {code: error.code, message: error.message, hint: error.hint ?? null} : null}
}

export function copiedLines(copied: readonly CopiedFacts[]): string[] {
  return copied.filter(({error}) => !error).map(({from, to}) => `Copied ${from} to ${to}`)
}
