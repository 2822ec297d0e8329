import process from 'node:process'
import {Writable} from 'node:stream'
import {cutText} from '@gt-town/text'

/** How much of what plugins print is kept, in UTF-16 units. */
const maxPrinted = 64 * 1024

/** Gives what is printed to `told`, since stdout and stderr belong to gt. Made when something is first printed. */
export function captureOutput(told: (text: string) => void): void {
  let left = maxPrinted
  const print = (text: string): void => {
    if (left <= 0) return
    const kept = cutText(text.slice(0, left))
    left -= kept.length
    told(kept)
  }
  for (const name of ['stdout', 'stderr']) {
    let stream: Writable | undefined
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => (stream ??= streamTo(print)),
    })
  }
}

function streamTo(print: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      print(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
      done()
    },
  })
}
