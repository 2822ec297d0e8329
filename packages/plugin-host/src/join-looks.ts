import type {LooksQuestion, ToChild} from './protocol.js'

/** The same list with what one check is asked about its rigs, one after the other, in one: thousands of looks are few checks. */
export function joinLooks(messages: readonly ToChild[]): ToChild[] {
  const joined: ToChild[] = []
  let last: LooksQuestion | undefined
  for (const message of messages) {
    if (message.t === 'look' && last && isNext(last, message)) {
      last.rigs?.push(...(message.rigs ?? []))
      continue
    }
    last = message.t === 'look' && message.rigs ? {...message, rigs: [...message.rigs]} : undefined
    joined.push(last ?? message)
  }
  return joined
}

function isNext(last: LooksQuestion, message: LooksQuestion): boolean {
  return (
    message.rigs !== undefined &&
    message.job === last.job + (last.rigs?.length ?? 0) &&
    message.plugin === last.plugin &&
    message.place === last.place &&
    message.scene === last.scene &&
    message.machineName === last.machineName
  )
}
