/** A compiled JSON Schema as ajv makes them; the generic says what a valid document is. */
export interface Validator<T> {
  (data: unknown): data is T
  errors?: readonly SchemaError[] | null
}

/** The part of ajv's error object that is used here. */
export interface SchemaError {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
  /** set where the name of a key is what is wrong */
  propertyName?: string
}
