import {dirname} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {printJson} from '@gt-town/json-file'
import type {RigConfig} from '../domain/documents.js'
import {lockFile, refineryReadme, refineryStateFile, rigConfigFile} from '@gt-town/town-layout'
import {newRefineryState, refineryReadmeText} from '../domain/refinery.js'

/** Writes what a new rig has besides its clones. */
export async function writeRigFiles(
  connection: Connection,
  rig: {name: string; path: string},
  config: RigConfig,
  now: Date,
): Promise<void> {
  const files = [
    {path: refineryReadme(rig), text: refineryReadmeText(rig.name)},
    {path: refineryStateFile(rig), text: printJson(newRefineryState(now))},
    {path: lockFile(refineryStateFile(rig)), text: ''},
    {path: rigConfigFile(rig), text: printJson(config)},
  ]
  for (const {path, text} of files) {
    await connection.mkdirAll(dirname(path))
    await connection.writeFile(path, text, {exclusive: true})
  }
}
