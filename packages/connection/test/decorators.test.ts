import type {Connection} from '@gt-town/contract'
import {expect} from 'chai'
import * as everything from '../src/index.js'
import {
  BatchingConnection,
  confined,
  ConnectionDecorator,
  LossTrackingConnection,
  readOnly,
  RecordingConnection,
  RevocableConnection,
  ThrottledConnection,
  TrackingConnection,
} from '../src/index.js'
import {everyCall, machine, readCalls, writeCalls} from './every-call.js'

/** What a decorator lets changes do. */
type Changes = 'made' | 'refused' | 'only noted'

const decorators: Readonly<Record<string, [decorate: (inner: Connection) => Connection, changes: Changes]>> = {
  ConnectionDecorator: [(inner) => new ConnectionDecorator(inner), 'made'],
  BatchingConnection: [(inner) => new BatchingConnection(inner), 'refused'],
  LossTrackingConnection: [(inner) => new LossTrackingConnection(inner), 'made'],
  RecordingConnection: [(inner) => new RecordingConnection(inner), 'only noted'],
  RevocableConnection: [(inner) => new RevocableConnection(inner), 'made'],
  ThrottledConnection: [(inner) => new ThrottledConnection(inner, 1), 'made'],
  TrackingConnection: [(inner) => new TrackingConnection(inner), 'made'],
  'a revoked RevocableConnection': [(inner) => revoked(inner), 'refused'],
  readOnly: [(inner) => readOnly(inner), 'refused'],
  confined: [(inner) => confined(inner, '/town'), 'made'],
}

describe('the decorators of a connection', () => {
  it('are all tried here', () => {
    const classes = Object.entries(everything).filter(([, value]) => extendsDecorator(value))
    expect(Object.keys(decorators)).to.include.members(classes.map(([name]) => name))
  })

  for (const [name, [decorate, changes]] of Object.entries(decorators)) {
    describe(name, () => {
      for (const [method, call] of Object.entries(readCalls)) {
        it(`lets ${method} through`, async () => {
          expect(await call(decorate(machine()))).to.deep.equal(await call(machine()))
        })
      }

      for (const [method, call] of Object.entries(writeCalls)) {
        it(`with ${method}: the change is ${changes}`, async () => {
          const [inner, direct, before] = [machine(), machine(), machine().tree()]
          const outcome = await call(decorate(inner)).catch((error: unknown) => error)
          const wanted = await call(direct)
          if (changes === 'refused') expect(outcome).to.have.property('code', 'GT_READ_ONLY')
          else expect(outcome).to.equal(wanted)
          expect(inner.tree()).to.deep.equal(changes === 'made' ? direct.tree() : before)
        })
      }

      it('is the machine that it decorates', () => {
        const inner = machine()
        expect(decorate(inner).machine).to.equal(inner.machine)
        expect(decorate(inner).isHealthy()).to.equal(true)
      })
    })
  }

  describe('confined, elsewhere', () => {
    for (const [method, call] of Object.entries(everyCall)) {
      it(`refuses ${method}`, async () => {
        const inner = machine()
        const outcome = await call(confined(inner, '/town/empty')).catch((error: unknown) => [{error}])
        const errors = (outcome as readonly {error?: unknown}[]).map(({error}) => error)
        for (const error of errors) expect(error).to.have.property('code', 'GT_PATH_ESCAPE')
        expect(errors).not.to.deep.equal([])
        expect(inner.tree()).to.deep.equal(machine().tree())
      })
    }
  })
})

function revoked(inner: Connection): Connection {
  const connection = new RevocableConnection(inner)
  connection.revoke()
  return connection
}

function extendsDecorator(value: unknown): boolean {
  return (
    typeof value === 'function' && (value === ConnectionDecorator || value.prototype instanceof ConnectionDecorator)
  )
}
