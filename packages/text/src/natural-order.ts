/**
 * As people count: r2 before r10, upper case beside lower case. For `sort`; without the collator, which takes long to load, and without making
 * anything, since a town may have thousands of names.
 */
export function naturally(a: string, b: string): number {
  let [left, right] = [0, 0]
  while (left < a.length && right < b.length) {
    const [one, other] = [a.charCodeAt(left), b.charCodeAt(right)]
    if (isDigit(one) && isDigit(other)) {
      const [leftEnd, rightEnd] = [endOfDigits(a, left), endOfDigits(b, right)]
      const order = compareDigits(a.slice(left, leftEnd), b.slice(right, rightEnd))
      if (order !== 0) return order
      ;[left, right] = [leftEnd, rightEnd]
      continue
    }
    const order = one === other ? 0 : lowerCase(one) - lowerCase(other)
    if (order !== 0) return order
    left++
    right++
  }
  return a.length - left - (b.length - right) || (a < b ? -1 : a > b ? 1 : 0)
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function endOfDigits(text: string, from: number): number {
  let end = from
  while (end < text.length && isDigit(text.charCodeAt(end))) end++
  return end
}

/** Of any length: a name may be a date or a hash. */
function compareDigits(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0)
}

function lowerCase(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit
  return String.fromCharCode(unit).toLowerCase().charCodeAt(0)
}
