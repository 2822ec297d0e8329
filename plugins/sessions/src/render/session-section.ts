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
      data: {socket: socket ?? null, error: error ?? null, sessions: sessions.map(sessionDocument)},
    },
  ]
}

/** Such as `2 busy, 1 idle`. */
function countsOf({sessions}: ListedMachine): string {
  const counts = new Map<string, number>()
  for (const {state} of sessions) counts.set(state.state, (counts.get(state.state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ')
}
