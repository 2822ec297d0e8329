import type {Connection} from '@gt-town/contract'
import {connectionSuite} from '@gt-town/contract-testing'
import {few, suiteRounds} from '../../../test/support/rounds.js'
import {busyboxToolbox, coreutilsToolbox, type Toolbox} from '../../../test/support/toolbox.js'
import {connect, driverOf, makePlace, sshSubject, type Kind, type Place} from './ssh-subject.js'

const open: Connection[] = []
const places: Place[] = []
const toolboxes: Toolbox[] = []
after(async () => {
  for (const connection of open) await connection[Symbol.asyncDispose]()
  for (const place of places) await place.dispose()
  for (const toolbox of toolboxes) toolbox.remove()
})

// The system's ssh has its turn where it makes a difference: over a bad network.
const transport: Kind = 'ssh2'
const kinds: readonly [name: string, make: () => Toolbox, few: boolean][] = [
  ['busybox', busyboxToolbox, few],
  ['coreutils', () => coreutilsToolbox('dash'), few],
]
for (const [name, make, isBrief] of kinds) {
  const toolbox = make()
  toolboxes.push(toolbox)
  const place = await makePlace({path: toolbox.path})
  places.push(place)
  const connection = connect(place, {transport})
  open.push(connection)
  connectionSuite(
    `SshConnection by ${transport} to a machine with ${name} and no perl`,
    async () => sshSubject(place, connection),
    {
      programs: true,
      permissions: true,
      rounds: suiteRounds,
      // Processes of their own take the most time, and what they try is in the shell of both.
      ...(isBrief ? {few: true} : few ? {} : {driver: driverOf(place, transport)}),
    },
  )
}
