/** Whose hook reads what `gt mail check` prints. `plain` is a person, or a program of one's own. */
export const hookKinds = ['claude', 'codex', 'gemini', 'plain'] as const
export type HookKind = (typeof hookKinds)[number]

/** How an event takes text: as context beside the prompt, or as the reason why the agent goes on. */
type Door = 'context' | 'reason'

interface HookProfile {
  readonly doors: Readonly<Record<string, Door>>
  /** where neither the caller nor the hook's input names the event */
  readonly usual: string
  /** what `decision` must be so that the reason is taken up */
  readonly decision: 'block' | 'deny'
}

/**
 * As their vendors document it:
 * claude https://code.claude.com/docs/en/hooks, codex https://developers.openai.com/codex/hooks,
 * gemini https://geminicli.com/docs/hooks/reference
 */
const profiles: Readonly<Record<Exclude<HookKind, 'plain'>, HookProfile>> = {
  claude: {
    doors: {
      UserPromptSubmit: 'context',
      SessionStart: 'context',
      PostToolUse: 'context',
      Stop: 'reason',
      SubagentStop: 'reason',
    },
    usual: 'UserPromptSubmit',
    decision: 'block',
  },
  codex: {
    doors: {UserPromptSubmit: 'context', SessionStart: 'context', PostToolUse: 'context', Stop: 'reason'},
    usual: 'UserPromptSubmit',
    decision: 'block',
  },
  gemini: {
    doors: {BeforeAgent: 'context', SessionStart: 'context', AfterTool: 'context', AfterAgent: 'reason'},
    usual: 'BeforeAgent',
    decision: 'deny',
  },
}

/** What a hook is told on its standard input. */
export interface HookInput {
  readonly event?: string
  /** the agent is at work already because a hook of this kind made it go on */
  readonly isLoop: boolean
}

/** @param text the JSON that agents give their hooks; anything else says nothing */
export function parseHookInput(text: string): HookInput {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {isLoop: false}
    const {hook_event_name: event, stop_hook_active: active} = value as Readonly<Record<string, unknown>>
    return {isLoop: active === true, ...(typeof event === 'string' && {event})}
  } catch {
    return {isLoop: false}
  }
}

/** What is printed for an event. */
export type HookDocument = (text: string) => string

/**
 * @param event as the caller names it
 * @returns undefined where the event takes no text, or taking it would keep an agent from ever ending
 */
export function hookDocument(kind: HookKind, event: string | undefined, input: HookInput): HookDocument | undefined {
  if (kind === 'plain') return (text) => `${text}\n`
  const {doors, usual, decision} = profiles[kind]
  const name = event ?? input.event ?? usual
  const door = Object.hasOwn(doors, name) ? doors[name] : undefined
  if (door === undefined || (door === 'reason' && input.isLoop)) return undefined
  if (door === 'reason') return (reason) => `${JSON.stringify({decision, reason})}\n`
  return (additionalContext) => `${JSON.stringify({hookSpecificOutput: {hookEventName: name, additionalContext}})}\n`
}
