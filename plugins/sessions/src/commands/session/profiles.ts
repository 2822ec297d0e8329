import {table} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {SessionCommand} from '../../command-bases/session-command.js'
import {profilesOf, type NamedProfile} from '../../domain/agents.js'

interface ProfileDocument {
  name: string
  program: string | null
  doors: readonly string[]
  resumes: boolean
  tells_state: boolean
  source: 'gt' | 'config.json'
  problem: string | null
}

export default class SessionProfiles extends SessionCommand {
  static override summary = 'List the agents that sessions can run.'
  static override description = `gt's own profiles, and what agents in config.json adds or says instead: gt schema agent-profile describes them. gt doctor looks \
whether their programs are there.`
  static override examples = ['<%= config.bin %> session profiles', '<%= config.bin %> session profiles --json']

  async run(): Promise<{profiles: ProfileDocument[]}> {
    const {flags} = await this.parse(SessionProfiles)
    const {home} = await this.sessionTown(flags)
    const profiles = profilesOf(home.workspace.agentSettings)
    this.log(table([['NAME', 'PROGRAM', 'DOORS', 'RESUMES', 'SOURCE'], ...profiles.map(rowOf)]))
    for (const {problem} of profiles) if (problem !== undefined) this.warn(problem)
    return {profiles: profiles.map(documentOf)}
  }
}

function rowOf({name, profile, isOwn}: NamedProfile): string[] {
  const source = isOwn ? 'gt' : 'config.json'
  if (profile === undefined) return [printable(name), 'invalid', '-', '-', source]
  return [printable(name), printable(profile.program), profile.doors.join(', '), profile.resume ? 'yes' : 'no', source]
}

function documentOf({name, profile, isOwn, problem}: NamedProfile): ProfileDocument {
  return {
    name,
    program: profile?.program ?? null,
    doors: profile?.doors ?? [],
    resumes: profile?.resume !== undefined,
    tells_state: (profile?.screen.length ?? 0) > 0,
    source: isOwn ? 'gt' : 'config.json',
    problem: problem ?? null,
  }
}
