import {printAddress, type StatusSection} from '@gt-town/contract'
import {quoteIfNeeded} from '@gt-town/text'
import type {TownStatus} from '../domain/town/town-status.js'
import {rigDocument} from './rig-document.js'
import {rigRows} from './rig-rows.js'

/** The sections Rigs and Polecats of `gt status`. */
export function statusSections({rigs, polecats, problems}: TownStatus): StatusSection[] {
  const listed = polecats.map((polecat) => ({
    address: printAddress({kind: 'polecat', machine: 'local', rig: polecat.rig, polecat: polecat.name}),
    rig: polecat.rig,
    name: polecat.name,
    path: polecat.path,
    branch: polecat.branch ?? null,
  }))
  return [
    {
      key: 'rigs',
      title: 'Rigs',
      order: 10,
      rows: rigs.length === 0 ? [] : rigRows(rigs),
      summary: rigs.length === 0 ? 'none yet: gt rig add URL' : `${rigs.length}`,
      attention: rigs
        .filter(({state}) => state !== 'ok')
        .map(({rig, state}) => ({
          what: `rig ${rig.name}`,
          why: state,
          next: `gt doctor --rig ${quoteIfNeeded(rig.name)}`,
        })),
      data: rigs.map((listed) => rigDocument(listed, 'local')),
    },
    {
      key: 'polecats',
      title: 'Polecats',
      order: 20,
      rows:
        listed.length === 0
          ? []
          : [['POLECAT', 'BRANCH'], ...listed.map(({address, branch}) => [address, branch ?? 'missing or broken'])],
      summary: `${listed.length}`,
      attention: [
        ...problems.map(({what, why, rig}) => ({
          what,
          why,
          next: rig === undefined ? 'gt doctor' : `gt doctor --rig ${quoteIfNeeded(rig)}`,
        })),
        ...listed
          .filter(({branch, address}) => branch === null && problems.every(({what}) => what !== address))
          .map(({address, rig}) => ({
            what: address,
            why: 'its clone is missing or broken',
            next: `gt doctor --rig ${quoteIfNeeded(rig)}`,
          })),
      ],
      data: listed,
    },
  ]
}
