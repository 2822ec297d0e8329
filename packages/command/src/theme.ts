import {styleText} from 'node:util'

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'
export type Paint = Record<Colour, (text: string) => string>

/** What a stream can show: colours, symbols, width; from the stream and the environment, decided once by the caller. */
export interface Theme {
  paint: Paint
  symbols: Symbols
  /** columns, or undefined in a pipe */
  width: number | undefined
}

export interface Symbols {
  pass: string
  fail: string
  warn: string
  skip: string
  unknown: string
}

const fancy: Symbols = {pass: '✓', fail: '✗', warn: '⚠', skip: '–', unknown: '?'}
const plain: Symbols = {pass: '+', fail: 'x', warn: '!', skip: '-', unknown: '?'}

export function themeOf(
  stream: {isTTY?: boolean; columns?: number},
  env: Readonly<Record<string, string | undefined>>,
): Theme {
  return {
    paint: paintWith(hasColour(stream, env)),
    symbols: isUnicode(env) ? fancy : plain,
    width: stream.isTTY ? (stream.columns ?? 80) : undefined,
  }
}

/** Colour only on a terminal and never with NO_COLOR (https://no-color.org) or TERM=dumb. */
function hasColour(stream: {isTTY?: boolean}, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** POSIX: LC_ALL beats LC_CTYPE beats LANG. No locale at all says nothing, and terminals today are UTF-8. */
export function isUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return locale === '' || /utf-?8/i.test(locale)
}

function paintWith(enabled: boolean): Paint {
  // The stream was looked at already; left to itself, Node would look at stdout, also for what goes to stderr.
  const options = {validateStream: false}
  const one = (colour: Colour) => (text: string) => (enabled ? styleText(colour, text, options) : text)
  return {
    red: one('red'),
    green: one('green'),
    yellow: one('yellow'),
    cyan: one('cyan'),
    dim: one('dim'),
    bold: one('bold'),
  }
}
