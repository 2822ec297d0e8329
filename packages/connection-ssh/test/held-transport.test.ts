import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {holderPlace} from '../src/held/reach-holder.js'
import {makeTransport} from '../src/transport/make-transport.js'
import {compiled} from '../../../test/support/compiled.js'
import {endHolderAt} from './end-holder.js'
import {transportSuite} from './transport-suite.js'

const program = compiled(new URL('../src/held/holder-main.ts', import.meta.url))
const town = mkdtempSync(join(realpathSync(tmpdir()), 'gt-held-'))
after(() => {
  endHolderAt(holderPlace(town, program)?.socket ?? '')
  rmSync(town, {recursive: true, force: true})
})

transportSuite('a held link as a Transport', (target) =>
  makeTransport(new LocalConnection(), {...target, hold: {town, program}}),
)
