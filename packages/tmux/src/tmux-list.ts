import type {Connection} from '@gt-town/contract'
import {runTmux, saysNoServer, tmuxFailed, type TmuxOptions} from './run-tmux.js'

/** The pane that a session's program was started in, as tmux sees it. */
export interface TmuxPane {
  session: string
  /** of the program that was started in it */
  pid: number
  /** the program's end, or undefined while it runs; both undefined where tmux cannot tell yet */
  ended?: {status?: number; signal?: number}
  /** whether somebody scrolls in it, so that no key reaches the program */
  inMode: boolean
  /** terminals attached to the session */
  attached: number
  /** seconds since 1970 at which its session was made */
  createdAt: number
  /** seconds since 1970 at which something last moved in it */
  activityAt: number
}

const fields = [
  'session_name',
  'pane_pid',
  'pane_dead',
  'pane_dead_status',
  'pane_dead_signal',
  'session_attached',
  'session_created',
  'window_activity',
  'pane_in_mode',
  'pane_index',
  'window_index',
] as const

/** What to ask of each pane, for a caller that asks more than that in one go: `list-panes -a -F` with this. */
export const listPanesFormat = fields.map((field) => `#{${field}}`).join(' ')

/**
 * All sessions of a server in one question; none where no server runs.
 * @throws TmuxFailedError; what `runTmux` throws
 */
export async function tmuxList(
  connection: Connection,
  socket: string,
  {signal}: Pick<TmuxOptions, 'signal'> = {},
): Promise<TmuxPane[]> {
  const {code, stdout, stderr} = await runTmux(connection, socket, ['list-panes', '-a', '-F', listPanesFormat], {
    signal,
  })
  if (code === 0) return parsePanes(stdout.toString())
  if (saysNoServer(stderr)) return []
  throw tmuxFailed(code, stderr)
}

/** What was printed for `listPanesFormat`: of each session the pane that its program was started in. */
export function parsePanes(text: string): TmuxPane[] {
  const panes = new Map<string, TmuxPane>()
  for (const line of text.split('\n')) {
    const values = line.split(' ')
    if (values.length !== fields.length) continue
    const of = (field: (typeof fields)[number]): string => values[fields.indexOf(field)] ?? ''
    const session = of('session_name')
    // Somebody may have made others beside it.
    if (panes.has(session) || of('window_index') !== '0' || of('pane_index') !== '0') continue
    panes.set(session, {
      session,
      pid: Number(of('pane_pid')),
      ...(of('pane_dead') === '1'
        ? {ended: {...numberOf('status', of('pane_dead_status')), ...numberOf('signal', of('pane_dead_signal'))}}
        : {}),
      inMode: of('pane_in_mode') !== '' && of('pane_in_mode') !== '0',
      attached: Number(of('session_attached')),
      createdAt: Number(of('session_created')),
      activityAt: Number(of('window_activity')),
    })
  }
  return [...panes.values()]
}

function numberOf<Name extends string>(name: Name, text: string): Partial<Record<Name, number>> {
  return text === '' ? {} : ({[name]: Number(text)} as Record<Name, number>)
}
