import assert from 'node:assert/strict'

/**
 * Asserts that a tree is exactly the expected one. There `*` in a path stands for any part of a name, and a RegExp for the
 * contents of a file; folders that something lies in need not be named.
 */
export function compareTrees(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): void {
  assert.deepEqual(likened(withoutParents(actual), expected), withoutParents(printed(expected)))
}

/** The actual tree with the expected one's patterns put where they fit, so that the difference reads well. */
function likened(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [path, content] of Object.entries(actual)) {
    const key = path in expected ? path : (Object.keys(expected).find((pattern) => isLike(path, pattern)) ?? path)
    const wanted = expected[key]
    const fits = wanted instanceof RegExp && wanted.test(String(content))
    // A pattern stands for one path: the second one keeps its own name and shows up as too much.
    result[key in result ? path : key] = fits ? String(wanted) : content
  }
  return result
}

function printed(expected: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([path, content]) => [path, content instanceof RegExp ? String(content) : content]),
  )
}

function withoutParents(tree: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const paths = Object.keys(tree)
  const isParent = (path: string) =>
    path.endsWith('/') && paths.some((other) => other !== path && other.startsWith(path))
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !isParent(path)))
}

function isLike(path: string, pattern: string): boolean {
  if (!pattern.includes('*')) return false
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path)
}
