import type {AgentProfile} from '../profile.js'
import {claude} from './claude.js'
import {codex} from './codex.js'
import {gemini} from './gemini.js'
import {opencode} from './opencode.js'
import {shell} from './shell.js'

/** Those that gt ships, by their names. */
export const ownProfiles: Readonly<Record<string, AgentProfile>> = {claude, codex, gemini, opencode, shell}
