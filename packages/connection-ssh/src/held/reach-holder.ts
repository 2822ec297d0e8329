import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {connect, type Socket} from 'node:net'
import {once} from 'node:events'
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {pause} from '@gt-town/waiting'
import {holderSocket} from './holder-place.js'

/** One file beside the bundle, else as compiled, else as written. */
const places = ['./hold.cjs', './holder-main.js', './holder-main.ts']
/** First and longest pause between two looks for one that was started. */
const [firstPauseMs, longestPauseMs] = [5, 40]

export interface HolderPlace {
  readonly program: string
  readonly socket: string
}

/**
 * Where the holder for a town listens.
 * @param given what it runs; default the program beside this one
 * @returns undefined where none can be
 */
export function holderPlace(town: string, given?: string): HolderPlace | undefined {
  const own = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const program = given ?? own.find((path) => existsSync(path))
  const socket = program && holderSocket(town, program, process.env)
  return program === undefined || socket === undefined ? undefined : {program, socket}
}

/** A connection to the holder that runs. @returns undefined where none does */
export async function findHolder({socket}: HolderPlace): Promise<Socket | undefined> {
  const link = connect(socket)
  try {
    await once(link, 'connect')
    return link
  } catch {
    // Nobody listens there, which is what the caller wants to know.
    link.destroy()
    return undefined
  }
}

/**
 * The same; one is started where none runs.
 * @param timeoutMs how long it may take to come up: whoever waits longer is better off without
 * @returns undefined where none came up in time
 */
export async function reachHolder(
  place: HolderPlace,
  {timeoutMs, signal}: {timeoutMs: number; signal: AbortSignal},
): Promise<Socket | undefined> {
  const found = await findHolder(place)
  if (found) return found
  startHolder(place)
  const deadline = performance.now() + timeoutMs
  for (let pauseMs = firstPauseMs; performance.now() < deadline && !signal.aborted; pauseMs *= 1.5) {
    await pause(Math.min(pauseMs, longestPauseMs))
    const started = await findHolder(place)
    if (started) return started
  }
  return undefined
}

/** It outlives this process, and keeps nothing of it open. */
function startHolder({program, socket}: HolderPlace): void {
  const loaders = program.endsWith('.ts') ? process.execArgv.filter((word) => /^--(import|conditions)=/.test(word)) : []
  const child = spawn(process.execPath, [...loaders, program, socket], {
    detached: true,
    stdio: 'ignore',
    // A loader of sources is found from where they are.
    cwd: loaders.length > 0 ? dirname(program) : '/',
  })
  // Where none can be started, nobody comes up, and that is noticed.
  child.on('error', () => undefined)
  child.unref()
}
