import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** One file beside the bundle, else as compiled, else as written. */
const places = ['./plugin-host-worker.cjs', './child/main.js', './child/main.ts']

/** argv of the program that a child is, without the path of Node itself. */
export function childProgram(): string[] {
  const scripts = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const script = scripts.find((candidate) => existsSync(candidate)) ?? places[0] ?? ''
  // Sources need what this process itself was started with to read them.
  return [...(script.endsWith('.ts') ? process.execArgv.filter(isLoader) : []), script]
}

function isLoader(word: string): boolean {
  return word.startsWith('--import=') || word.startsWith('--conditions=')
}
