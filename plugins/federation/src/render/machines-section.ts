import type {StatusSection} from '@gt-town/contract'
import type {MachineStatus} from '../domain/machine-status.js'
import {statusDocument} from './status-document.js'

/** The section Machines of `gt status`. */
export function machinesSection(statuses: readonly MachineStatus[]): StatusSection {
  const counts = new Map<string, number>()
  for (const {state} of statuses) counts.set(state, (counts.get(state) ?? 0) + 1)
  return {
    key: 'machines',
    title: 'Machines',
    order: 30,
    rows: [
      ['MACHINE', 'STATE', 'REASON'],
      ...statuses.map(({machine, state, reasons}) => [machine.name, state, reasons[0] ?? '-']),
    ],
    summary: [...counts].map(([state, count]) => `${count} ${state}`).join(', '),
    attention: statuses
      .filter(({state}) => state !== 'healthy' && state !== 'cordoned')
      .map(({machine, state, reasons}) => ({
        what: `machine ${machine.name}`,
        why: `${state}${reasons[0] === undefined ? '' : `: ${reasons[0]}`}`,
        next: `gt machine status ${machine.name}`,
      })),
    data: statuses.map(statusDocument),
  }
}
