/** The file that `Connection.withLock` locks for this path. */
export const lockFile = (path: string): string => `${path}.lock`
