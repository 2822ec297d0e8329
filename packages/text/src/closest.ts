/**
 * The candidate a mistyped word was probably meant to be, for a did-you-mean; undefined when none is near.
 * Distance: optimal string alignment (insert, delete, replace, swap neighbours), at most a third of the word; a word that was not typed to
 * its end is as near as one with one mistake.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: {candidate: string; distance: number} | undefined
  for (const candidate of [...candidates].sort()) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase())
    if (
      distance <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)) &&
      distance < (best?.distance ?? Infinity)
    ) {
      best = {candidate, distance}
    }
  }
  return best?.candidate
}

/** A ready hint: `did you mean X?`, or else all there are. */
export function didYouMean(word: string, candidates: readonly string[], noun: string): string {
  const near = closest(word, candidates)
  if (near !== undefined) return `did you mean ${near}?`
  if (candidates.length === 0) return `there is no ${noun} yet`
  const shown = [...candidates].sort().slice(0, 8)
  const more = candidates.length - shown.length
  return `known: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What nobody takes for the start of a word. */
const leastLetters = 3

function distanceOf(word: string, candidate: string): number {
  const isStart = candidate.startsWith(word) && word.replaceAll(/[^\p{L}]/gu, '').length >= leastLetters
  return isStart ? Math.min(1, candidate.length - word.length) : editDistance(word, candidate)
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({length: b.length + 1}, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let value = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) value = Math.min(value, at(beforeLast, column - 2) + 1)
      current.push(value)
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
