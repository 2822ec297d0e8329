import {join} from 'node:path'
import type {Connection, Rig} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder} from '@gt-town/town-layout'
import {inspectClone, type CloneState} from '@gt-town/git'
import {polecats} from './polecats.js'

/** The clone of each polecat. A folder that has no .git and never got mail is the user's own and none of ours. */
export async function inspectPolecats(connection: Connection, rig: Rig): Promise<{name: string; found: CloneState}[]> {
  const names = await polecats(connection, rig)
  const states = await Promise.all(
    names.map(async (name) => {
      const found = await inspectClone(connection, polecatFolder(rig, name))
      return found.state !== 'invalid' || (await isPolecat(connection, rig, name)) ? [{name, found}] : []
    }),
  )
  return states.flat()
}

async function isPolecat(connection: Connection, rig: Rig, name: string): Promise<boolean> {
  const traces = await connection.inspect([
    {op: 'stat', path: join(polecatFolder(rig, name), '.git'), follow: false},
    {op: 'stat', path: polecatMailFolder(rig, name)},
  ])
  return traces.some(({ok}) => ok)
}
