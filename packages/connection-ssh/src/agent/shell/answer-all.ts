import {valueAnswer} from './answer.js'
import {questionOf, type Question} from './question.js'
import {readsOf} from './reads.js'
import {realpathsOf} from './realpaths.js'
import {statsOf} from './stats.js'

export type Ask = (commands: readonly string[]) => Promise<Buffer[]>

/** An operation and where its answer belongs. */
export interface Wanted {
  readonly at: number
  readonly name: string
  /** each character is a byte */
  readonly words: readonly string[]
  /** what a change writes */
  readonly data: Buffer
}

/**
 * Has operations done in one round trip; a second one is for what changed while it was looked at.
 * @param operations each its name and arguments, as the other kind of far end takes them
 * @returns their answers, as that one gives them
 */
export async function answerAll(operations: readonly (readonly Buffer[])[], ask: Ask): Promise<Buffer[]> {
  const answers = operations.map(() => valueAnswer(''))
  let open = operations.map(wantedOf)
  for (let isAlone = false; open.length > 0; isAlone = true) {
    const questions = questionsOf(open, isAlone)
    const said = await ask(questions.map(({command}) => command))
    open = questions.flatMap(({wanted, decode}, index) => {
      const decoded = decode(said[index] ?? Buffer.alloc(0))
      return wanted.filter((one, place) => {
        const answer = decoded[place]
        if (answer) answers[one.at] = answer
        return !answer
      })
    })
  }
  return answers
}

function wantedOf(operation: readonly Buffer[], at: number): Wanted {
  const [name = '', ...words] = operation.map((part) => part.toString('latin1'))
  return {at, name, words, data: operation.at(-1) ?? Buffer.alloc(0)}
}

/** @param isAlone each by itself, so that there is an answer whatever happens meanwhile */
function questionsOf(wanted: readonly Wanted[], isAlone: boolean): Question[] {
  const isOf = (name: string) => (one: Wanted) => one.name === name
  const others = wanted.filter(({name}) => !['read', 'stat', 'realpath'].includes(name))
  return [
    ...readsOf(wanted.filter(isOf('read')), isAlone),
    ...statsOf(wanted.filter(isOf('stat')), isAlone),
    ...realpathsOf(wanted.filter(isOf('realpath'))),
    ...others.map(questionOf),
  ]
}
