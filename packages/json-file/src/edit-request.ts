/** A change of one place in a JSON document; a value of undefined removes it. */
export interface Edit {
  at: readonly (string | number)[]
  value: unknown
}
