import {join} from 'node:path'
import {pass, warn, type Finding, type WorkspaceCheck} from '@gt-town/contract'
import {outboxFolder, waitingMailFolder} from '@gt-town/town-layout'
import {hubStation, shownAddress, stationOf} from '../domain/absolute-address.js'
import {senselessSettings} from '../domain/mail-settings.js'
import type {LetterHeaders} from '../domain/outbox-entry.js'
import {deadLetters} from '../operations/dead-letters.js'
import {ownStation} from '../operations/mail-place.js'
import {isOdd, listOutbox} from '../operations/list-outbox.js'
import {readRetries} from '../operations/retries.js'

const stuckMs = 3_600_000

export const outbox: WorkspaceCheck = {
  id: 'mail/outbox',
  title: 'Mail is delivered',
  category: 'Mail',
  scope: 'workspace',
  description:
    'Looks for mail that has waited for more than an hour, files of the outbox that gt cannot read, dead letters, and settings of mail that make no sense.',
  remedy: 'gt mail queue says why it waits; gt mail sync tries again. Let gt mail sync --watch run on the hub.',

  async run({connection, workspace}) {
    const place = {connection, workspace}
    const station = ownStation(workspace)
    const files = await listOutbox(place)
    const retries = await readRetries(place)
    const letters = files
      .flatMap(({entries}) => entries)
      .filter((entry): entry is LetterHeaders => entry.kind === 'letter')
    const stuck = letters.filter(({accepted_at}) => Date.parse(accepted_at) < Date.now() - stuckMs)
    const byStation = new Map<string, number>()
    for (const to of stuck.flatMap(({waiting}) => waiting)) {
      const where = stationOf(to) ?? station
      byStation.set(where, (byStation.get(where) ?? 0) + 1)
    }
    const dead = await deadLetters(place)
    const findings: Finding[] = [
      ...Array.from(byStation, ([where, count]) =>
        warn(`${count} messages for ${where} have waited for more than an hour`, {
          key: `stuck ${where}`,
          path: waitingMailFolder(workspace),
          hint:
            retries[where]?.reason ??
            (station === hubStation ? 'gt mail sync tries now' : 'let gt mail sync run on the hub'),
        }),
      ),
      ...files
        .filter(isOdd)
        .map(({path}) =>
          warn(`A file of the outbox cannot be read: ${path}`, {key: path, path, hint: 'look at it: it is left alone'}),
        ),
      ...(dead.length === 0
        ? []
        : [
            warn(
              `${dead.length} dead letters: ${dead
                .slice(0, 3)
                .map(({entry}) => describe(entry, station))
                .join(', ')}`,
              {
                key: 'dead',
                path: join(outboxFolder(workspace), 'dead'),
                hint: 'gt mail queue shows them; gt mail queue --retry ID tries again',
              },
            ),
          ]),
      ...senselessSettings(workspace.mailSettings).map((key) =>
        warn(`mail.${key} in config.json is no sensible number, so that the default counts`, {
          key: `mail.${key}`,
          hint: 'correct it',
        }),
      ),
    ]
    return findings.length === 0 ? pass() : findings
  },
}

function describe({id, recipients}: LetterHeaders, station: string): string {
  return `${id} to ${recipients.map((to) => shownAddress(to, station)).join(' ')}`
}
