// npm run bench: how fast gt is, as ratios that mean something on any machine. Never fails; prints what is not met.
// npm run bench -- --rounds 5 --rigs 1000 for other sizes.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {bootstrap} from '../scripts/bootstrap.mjs'
import {doctorRows} from './doctor.mjs'
import {mailRows} from './mail.mjs'
import {machineRows} from './machines.mjs'
import {printRow} from './measure.mjs'
import {startRows} from './start.mjs'

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '15'}, rigs: {type: 'string', default: '1000'}},
})
const rounds = Number(values.rounds)
const rigs = Number(values.rigs)
const folder = mkdtempSync(join(tmpdir(), 'gt-bench-'))

try {
  await bootstrap()
  console.log(`Node ${process.version}, ${rounds} rounds, medians\n`)
  for await (const row of startRows({rounds})) printRow(row)
  for await (const row of mailRows({rounds, folder})) printRow(row)
  for await (const row of doctorRows({rounds, rigs, folder})) printRow(row)
  for await (const row of machineRows({rounds, folder})) printRow(row)
} finally {
  rmSync(folder, {recursive: true, force: true})
}
