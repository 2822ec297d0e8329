import type {AgentRequest, Answer} from '../remote-agent.js'
import {failed, unknownOutcome} from './failures.js'
import {readCommands} from './reads.js'
import {realpathCommands} from './realpaths.js'
import type {Asked, ShellCommand} from './shell-command.js'
import {isSingle, singleCommand} from './single-command.js'
import {statCommands} from './stats.js'

/** @returns what each command prints */
type RunCommands = (texts: readonly string[]) => Promise<Buffer[]>

/** Has requests done in one round trip; a second one is for what changed while it was read. */
export async function answerAll(requests: readonly AgentRequest[], run: RunCommands): Promise<Answer[]> {
  const answers = requests.map((): Answer => failed('EIO', '', unknownOutcome))
  let open: readonly Asked[] = requests.map((request, at) => ({at, request}))
  for (let isAlone = false; open.length > 0; isAlone = true) {
    const commands = commandsFor(open, isAlone)
    const outputs = await run(commands.map(({text}) => text))
    open = commands.flatMap(({asked, decode}, index) => {
      const decoded = decode(outputs[index] ?? Buffer.alloc(0))
      return asked.filter((one, place) => {
        const answer = decoded[place]
        if (answer) answers[one.at] = answer
        return !answer
      })
    })
  }
  return answers
}

/** @param isAlone each by itself, so that there is an answer whatever happens meanwhile */
function commandsFor(asked: readonly Asked[], isAlone: boolean): ShellCommand[] {
  return [
    ...readCommands(asked.filter(isOf('read')), isAlone),
    ...statCommands(asked.filter(isOf('stat')), isAlone),
    ...realpathCommands(asked.filter(isOf('realpath'))),
    ...asked.filter(isSingle).map(singleCommand),
  ]
}

function isOf<Op extends AgentRequest['op']>(op: Op) {
  return (one: Asked): one is Asked<Extract<AgentRequest, {op: Op}>> => one.request.op === op
}
