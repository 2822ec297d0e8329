/**
 * JSON as people read it too, safe for a terminal: JSON.stringify leaves some control and all bidirectional-override
 * characters as they are; here they are escapes. Without a line feed at its end.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
