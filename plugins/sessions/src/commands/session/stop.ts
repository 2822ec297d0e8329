import type {CommandCompletion} from '@gt-town/contract'
import {graceFlag, sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {stopAt} from '../../use-cases/stop.js'

interface StoppedDocument {
  session: {machine: string; address: string; ended: string}
}

export default class SessionStop extends SessionCommand {
  static override summary = 'Stop a session, so that it stays stopped.'
  static override description = `Its agent is asked to end; after the grace period every process that belongs to the session is ended, and no other. gt up does not \
start it again.`
  static override examples = [
    '<%= config.bin %> session stop beads/happy',
    '<%= config.bin %> session stop west:beads/nux --grace 60',
  ]
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {grace: graceFlag}

  async run(): Promise<StoppedDocument> {
    const {args, flags} = await this.parse(SessionStop)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const ended = await stopAt(town, at, {graceSeconds: flags.grace})
    this.log(
      ended === 'none' ? `${at.shown}: nothing ran; it stays stopped` : `${at.shown}: stopped (${endWords[ended]})`,
    )
    return {session: {machine: at.machine, address: at.address, ended}}
  }
}

const endWords = {asked: 'it ended by itself', terminated: 'by SIGTERM', killed: 'by SIGKILL'} as const
