/**
 * A word as a shell's user typed it, such as `'web 2`, as the program would get it. Nothing in it is run or replaced: `$(…)` and `$name`
 * stay as they are.
 */
export function unquote(word: string): string {
  let [text, quote] = ['', '']
  for (let at = 0; at < word.length; at++) {
    const character = word[at] ?? ''
    const next = word[at + 1]
    if (quote !== '' && character === quote) quote = ''
    else if (quote === '' && (character === "'" || character === '"')) quote = character
    else if (character === '\\' && quote !== "'" && next !== undefined && (quote === '' || '$`"\\'.includes(next))) {
      text += next
      at++
    } else text += character
  }
  return text
}
