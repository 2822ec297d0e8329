import type {Workspace} from '@gt-town/contract'
import {chooseAgent} from '../domain/agents.js'
import type {SessionIntent} from '../domain/intent.js'
import type {AgentProfile} from '../domain/profile.js'

/** The profile of what a session runs: as the hub's configuration has it, on its machines as it was sent along when the session was started. */
export function profileOf(
  {agentSettings, machine}: Workspace,
  intent: SessionIntent | undefined,
): AgentProfile | undefined {
  if (intent === undefined) return undefined
  const {agent, command} = intent
  if (machine !== undefined && intent.profile !== undefined) return intent.profile
  try {
    return chooseAgent(agentSettings, command === undefined ? {agent} : {command}).profile
  } catch {
    // The configuration names it no more, or makes no sense of it: the doctor says so.
    return intent.profile
  }
}
