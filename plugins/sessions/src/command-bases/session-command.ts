import {MachinesCommand} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {integer} from '@oclif/core/flags'
import {startedDocument, type StartedDocument} from '../render/started-document.js'
import {startedLines} from '../render/started-lines.js'
import type {Started} from '../domain/answers.js'
import {sessionPlace, type SessionPlace, type SessionTown} from '../use-cases/session-town.js'

/** Which session. */
export const sessionArg = stringArg({
  description: 'Whose session: [machine:]rig/polecat, or mayor.',
  required: true,
})

export const graceFlag = integer({
  description: 'How long it may take to end by itself, in seconds.',
  helpValue: 'SECONDS',
  default: 10,
  min: 0,
  max: 3600,
})

/** What commands of sessions share: the town with its machines. */
export abstract class SessionCommand extends MachinesCommand {
  protected async sessionTown(flags: {town?: string | undefined}): Promise<SessionTown> {
    const {hub, service} = await this.town(flags)
    return {home: hub, service, machines: this.machinesOf({hub, service}), signal: this.signal}
  }

  protected async sessionAt(town: SessionTown, address: string): Promise<SessionPlace> {
    return sessionPlace(town, address)
  }

  /** Says how a session that was started is; where it is not well, the exit code is 1. */
  protected started(at: SessionPlace, started: Started): StartedDocument {
    for (const line of startedLines(at.shown, started)) this.log(line)
    if (['dead', 'blocked', 'starting'].includes(started.state.state)) process.exitCode = 1
    return startedDocument(at, started)
  }
}
