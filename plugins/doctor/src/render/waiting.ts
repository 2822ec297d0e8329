const named = 2

/** What `--wait` waits for, as one line. */
export function renderWaiting(checks: readonly string[], leftMs: number): string {
  const more = checks.length > named ? ` and ${checks.length - named} more` : ''
  const left = Math.max(0, Math.ceil(leftMs / 1000))
  return `Waiting for ${checks.slice(0, named).join(', ')}${more}, ${left} s left`
}
