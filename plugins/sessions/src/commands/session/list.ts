import {narrowTable} from '@gt-town/command'
import {string} from '@oclif/core/flags'
import {SessionCommand} from '../../command-bases/session-command.js'
import {sessionsDocument, type SessionsDocument} from '../../render/session-document.js'
import {sessionRows} from '../../render/session-rows.js'
import {allMachines, listSessions} from '../../use-cases/list.js'

export default class SessionList extends SessionCommand {
  static override summary = 'List the sessions of all machines.'
  static override description = `Each machine is asked once, and all at the same time; nothing is kept from one look to the next. A session that cannot be seen \
is unknown, never gone. The exit code is 1 where a machine could not be seen.`
  static override aliases = ['session:ls']
  static override examples = ['<%= config.bin %> session list', '<%= config.bin %> session list --machine west --json']
  static override flags = {
    machine: string({description: 'Only this machine; local is this one.', helpValue: 'NAME', multiple: true}),
  }

  async run(): Promise<SessionsDocument> {
    const {flags} = await this.parse(SessionList)
    const town = await this.sessionTown(flags)
    const machines = await listSessions(town, flags.machine ?? (await allMachines(town)))
    const isEmpty = machines.every(({sessions, error}) => sessions.length === 0 && error === undefined)
    if (isEmpty) this.log('No sessions. gt session start ADDRESS starts one.')
    else {
      const {width} = this.theme
      this.log(narrowTable(sessionRows(machines, Date.now(), width === undefined), width))
    }
    if (machines.some(({error}) => error !== undefined)) process.exitCode = 1
    return sessionsDocument(machines)
  }
}
