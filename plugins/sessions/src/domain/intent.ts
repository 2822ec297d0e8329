import type {Validator} from '@gt-town/json-file'
import * as compiled from '../generated/validators.js'
import type {AgentProfile} from './profile.js'

/** What is wanted of a session: see schemas/session-intent.json. */
export interface SessionIntent {
  readonly version: 1
  /** `mayor`, or `rig/polecat` of the town it is in */
  readonly address: string
  /** `down`: stopped by gt down, so that gt up starts it again */
  readonly wanted: 'running' | 'stopped' | 'down'
  /** name of the profile; empty for a command */
  readonly agent: string
  readonly command?: string
  readonly profile?: AgentProfile
  readonly conversation?: string
  /** the one before, where it was started anew */
  readonly previous_conversation?: string
  readonly epoch: number
  readonly started_at: string
  readonly stopped_at?: string
}

/** Compiled from the schemas at build time. */
export const isSessionIntent = compiled.sessionIntent as unknown as Validator<SessionIntent>
export const isAgentProfile = compiled.agentProfile as unknown as Validator<AgentProfile>

/** One line, so that a shell can read it without any other program. */
export function printIntent(intent: SessionIntent): string {
  return `${JSON.stringify(intent)}\n`
}

/** @returns undefined for what is none, or is of a later gt */
export function parseIntent(text: string): SessionIntent | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isSessionIntent(value) ? value : undefined
  } catch {
    return undefined
  }
}
