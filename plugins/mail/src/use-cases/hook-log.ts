import {isGtError} from '@gt-town/contract'
import {mailLogFile} from '@gt-town/town-layout'
import {printable} from '@gt-town/text'
import type {MailTown} from '../operations/mail-town.js'

const largeBytes = 1024 * 1024

/** Notes what an agent must not be held up by. Where there is no town to note it in, nobody is told. */
export async function noteHookError(findTown: () => Promise<MailTown>, line: string): Promise<void> {
  try {
    const {home, now} = await findTown()
    const path = mailLogFile(home.workspace)
    const [before] = await home.connection.inspect([{op: 'stat', path, follow: false}])
    const text = `${new Date(now()).toISOString()} ${printable(line)}\n`
    // It is of use while it is new, and must not grow for ever.
    if (before.ok && before.value.size > largeBytes) await home.connection.writeFile(path, text)
    else await home.connection.appendFile(path, text)
  } catch (error) {
    if (!isGtError(error)) throw error
  }
}
