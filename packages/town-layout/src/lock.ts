/** The file whose lock `Connection.withLock` takes for this path. */
export const lockFile = (path: string): string => `${path}.lock`
