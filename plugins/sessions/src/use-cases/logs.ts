import {StringDecoder} from 'node:string_decoder'
import {GtError, isGtError, type Place} from '@gt-town/contract'
import {sessionNameOf} from '@gt-town/tmux'
import {sessionFiles} from '@gt-town/town-layout'
import {pause} from '@gt-town/waiting'
import type {SessionPlace, SessionTown} from './session-town.js'

export interface LogPart {
  readonly text: string
}

/** bytes; each of the two files holds so many at most */
const maxBytes = 32 * 1024 * 1024
const betweenLooksMs = 1000

/**
 * What a session has printed.
 * @param options.follow go on until the town's signal fires
 * @param options.report hears of each part while it follows
 * @throws GtError `GT_SESSION_MISSING` (exit 1) where nothing was kept
 */
export async function readLog(
  {signal}: SessionTown,
  {target, address, shown}: SessionPlace,
  {lines, follow, report}: {lines: number; follow: boolean; report: (part: LogPart) => void},
): Promise<LogPart> {
  const {log} = sessionFiles(target.workspace, sessionNameOf(address))
  const read = await readBoth(target, log)
  if (read === undefined) {
    throw new GtError('GT_SESSION_MISSING', `nothing is kept of a session of ${shown}`, {
      hint: 'gt session list shows all',
      exit: 1,
    })
  }
  const part = {text: lastLines(read.bytes.toString(), lines)}
  if (!follow) return part
  report(part)
  const decoder = new StringDecoder()
  let {size} = read
  for (;;) {
    await pause(betweenLooksMs, signal)
    if (signal.aborted) return part
    const now = await readIfThere(target, log)
    if (now === undefined) continue
    // A shorter one was begun anew.
    const fresh = now.length < size ? now : now.subarray(size)
    size = now.length
    if (fresh.length > 0) report({text: decoder.write(fresh)})
  }
}

/** @returns `size`: bytes of the newer file */
async function readBoth(place: Place, log: string): Promise<{bytes: Buffer; size: number} | undefined> {
  const [before, last] = await Promise.all([readIfThere(place, `${log}.1`), readIfThere(place, log)])
  if (before === undefined && last === undefined) return undefined
  const bytes = Buffer.concat([before ?? Buffer.alloc(0), last ?? Buffer.alloc(0)])
  return {bytes, size: last?.length ?? 0}
}

async function readIfThere({connection}: Place, path: string): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path, {maxBytes})
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

function lastLines(text: string, count: number): string {
  const all = text.split('\n')
  const isWhole = all.at(-1) === ''
  return all.slice(-(count + (isWhole ? 1 : 0))).join('\n')
}
