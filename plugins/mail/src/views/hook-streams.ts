import {once} from 'node:events'
import {within} from '@gt-town/waiting'

const patienceMs = 1000
const mostBytes = 1024 * 1024

/** What an agent gives its hook; a hook that is given nothing does not wait for it for ever. */
export async function hookInput(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const read = async (): Promise<void> => {
    for await (const chunk of input) {
      const buffer = Buffer.from(chunk as Uint8Array)
      bytes += buffer.length
      if (bytes <= mostBytes) chunks.push(buffer)
    }
  }
  await within(patienceMs, read(), () => void input.destroy())
  return Buffer.concat(chunks).toString()
}

/** Ends when the system has taken every byte. @throws where it cannot, such as a closed pipe */
export async function writeWhole(output: NodeJS.WriteStream, text: string): Promise<void> {
  const written = new Promise<void>((resolve, reject) => {
    output.write(text, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  const failed = once(output, 'error').then(([error]) => {
    throw error
  })
  failed.catch(() => undefined)
  await Promise.race([written, failed])
}
