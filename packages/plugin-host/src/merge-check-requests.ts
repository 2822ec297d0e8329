import type {RunCheckRequest, ToWorker} from './protocol.js'

/** The same list with consecutive requests to run one check, a rig each, merged into one: thousands of runs are few checks. */
export function mergeCheckRequests(messages: readonly ToWorker[]): ToWorker[] {
  const merged: ToWorker[] = []
  let last: RunCheckRequest | undefined
  for (const message of messages) {
    if (message.t === 'run-check' && last && isNext(last, message)) {
      last.rigs?.push(...(message.rigs ?? []))
      continue
    }
    last = message.t === 'run-check' && message.rigs ? {...message, rigs: [...message.rigs]} : undefined
    merged.push(last ?? message)
  }
  return merged
}

function isNext(last: RunCheckRequest, message: RunCheckRequest): boolean {
  return (
    message.rigs !== undefined &&
    message.attempt === last.attempt + (last.rigs?.length ?? 0) &&
    message.plugin === last.plugin &&
    message.place === last.place &&
    message.context === last.context &&
    message.machineName === last.machineName
  )
}
