import type {AskPassphrase} from '@gt-town/contract'
import {askUser} from './ask-user.js'

/** By key and attempt: many machines may share a key, and nobody types its passphrase for each of them. */
const asked = new Map<string, Promise<string>>()

/** Asks whoever sits at the terminal. What was said is remembered until gt ends, and nowhere else. */
export const askPassphrase: AskPassphrase = async (keyFile, {attempt, over}) => {
  const place = `${attempt} ${keyFile}`
  const again = attempt === 1 ? '' : 'That does not open it. '
  const answer = asked.get(place) ?? askUser(`${again}Passphrase of ${keyFile}: `, {hidden: true, over})
  asked.set(place, answer)
  // A question that was taken back may be asked again.
  answer.catch(() => asked.delete(place))
  return answer
}
