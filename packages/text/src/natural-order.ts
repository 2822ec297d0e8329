/** As people count: r2 before r10, upper case beside lower case. For `sort`; without the collator, which takes long to load. */
export function naturally(a: string, b: string): number {
  // Nearly all names: nothing has to be taken apart.
  if (!/\d/.test(a) || !/\d/.test(b)) return compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b)
  const [left, right] = [partsOf(a), partsOf(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = '', other = ''] = [left[at], right[at]]
    const byNumber = /^\d/.test(one) && /^\d/.test(other) ? compareDigits(one, other) : 0
    const order = byNumber || compare(one.toLowerCase(), other.toLowerCase())
    if (order !== 0) return order
  }
  return left.length - right.length || compare(a, b)
}

function partsOf(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? []
}

/** Of any length: a name may be a date or a hash. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return left.length - right.length || compare(left, right)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
