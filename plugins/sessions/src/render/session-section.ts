import type {StatusSection} from '@gt-town/contract'
import type {ListedMachine} from '../domain/answers.js'
import {sessionDocument} from './session-document.js'
import {sessionRows} from './session-rows.js'

/** The section Sessions of `gt status`: counts, and a row for each that is not simply at work. */
export function sessionSection(machine: ListedMachine, now: number): StatusSection[] {
  const {sessions, socket, error} = machine
  const notable = sessions.filter(({state}) => !['idle', 'busy', 'stopped'].includes(state.state))
  const [heading = [], ...rows] = sessionRows([{...machine, sessions: notable}], now)
  const counts = countsOf(machine)
  const isEmpty = sessions.length === 0 && error === undefined
  return [
    {
      key: 'sessions',
      title: 'Sessions',
      order: 35,
      rows: isEmpty
        ? []
        : [heading, ...rows, ...(counts === '' ? [] : [['(all)', counts, '-', `socket ${socket ?? '?'}`]])],
      summary: isEmpty ? 'none' : counts === '' ? (error ?? 'none') : `${counts} (tmux socket ${socket ?? '?'})`,
      attention: [
        ...(error === undefined ? [] : [{what: 'sessions', why: error, next: 'gt doctor'}]),
        ...notable
          .filter(({state}) => state.reason !== 'no way to tell')
          .map(({address, state}) => ({
            what: address,
            why:
              state.reason === undefined
                ? `its session is ${state.state}`
                : `its session is ${state.state}: ${state.reason}`,
            next: nextOf(address, state.state),
          })),
      ],
      data: {socket: socket ?? null, error: error ?? null, sessions: sessions.map(sessionDocument)},
    },
  ]
}

function nextOf(address: string, state: string): string {
  if (state === 'dead') return `gt session start ${address}`
  if (state === 'blocked' || state === 'waiting') return `gt session attach ${address}`
  return `gt session state ${address}`
}

/** Such as `2 busy, 1 idle`. */
function countsOf({sessions}: ListedMachine): string {
  const counts = new Map<string, number>()
  for (const {state} of sessions) counts.set(state.state, (counts.get(state.state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ')
}
