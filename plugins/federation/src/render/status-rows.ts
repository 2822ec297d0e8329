import {table, type Theme} from '@gt-town/command'
import type {Health} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import type {MachineState, MachineStatus} from '../domain/machine-status.js'

/** The table of states, each in its colour. */
export function statusTable(statuses: readonly MachineStatus[], theme: Theme): string {
  return table([
    ['NAME', 'STATE', 'LATENCY', 'GIT', 'TMUX', 'LOAD', 'DISK', 'MEMORY', 'SKEW', 'SESSIONS'],
    ...statuses.map(({machine, state, health}) => [
      printable(machine.name),
      colourOf(state, theme)(state),
      ...(health ? factsOf(health) : Array.from({length: 7}, () => '-')).map((fact) => printable(fact)),
      sessionsOf(health?.sessions ?? null, machine.capacity),
    ]),
  ])
}

/** What is not well, one line each. */
export function statusReasons(statuses: readonly MachineStatus[]): string[] {
  return statuses.flatMap(({machine, reasons, error}) => [
    ...reasons.map((reason) => `${machine.name}: ${reason}`),
    ...(error?.hint === undefined ? [] : [`  Next: ${error.hint}`]),
  ])
}

function colourOf(state: MachineState, {paint}: Theme): (text: string) => string {
  if (state === 'healthy') return paint.green
  return ['degraded', 'cordoned', 'stopped'].includes(state) ? paint.yellow : paint.red
}

function factsOf(health: Health): string[] {
  return [
    `${health.connect_ms + health.exec_ms} ms`,
    health.versions.git ?? '-',
    health.versions.tmux ?? '-',
    health.load1 === null ? '-' : `${health.load1.toFixed(1)}${health.cpus === null ? '' : `/${health.cpus}`}`,
    shareOf(health.disk_free_bytes, health.disk_total_bytes),
    shareOf(health.memory_free_bytes, health.memory_total_bytes),
    `${(health.clock_skew_ms / 1000).toFixed(1)} s`,
  ]
}

/** `2/8`: how many run, of how many at most. */
function sessionsOf(running: number | null, capacity: number | undefined): string {
  const count = running === null ? '-' : String(running)
  return capacity === undefined ? count : `${count}/${capacity}`
}

/** `12G free`, to the tenth below ten. */
function shareOf(free: number | null, total: number | null): string {
  if (free === null) return total === null ? '-' : sizeOf(total)
  return `${sizeOf(free)} free`
}

function sizeOf(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T', 'P']
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)}${units[unit] ?? ''}`
}
