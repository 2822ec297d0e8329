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

/**
 * Ends when the system has taken every byte.
 * @param isOurs nobody else is to hear of a failure: elsewhere it ends the process
 * @throws where it cannot, such as a closed pipe or a full disk
 */
export async function writeWhole(output: NodeJS.WriteStream, text: string, isOurs = false): Promise<void> {
  if (isOurs) output.removeAllListeners('error')
  await new Promise<void>((resolve, reject) => {
    output.once('error', reject)
    output.write(text, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}
