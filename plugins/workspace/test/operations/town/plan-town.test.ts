import {ConnectionDecorator} from '@gt-town/connection'
import type {ReadRequest, Outcomes} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {planTown} from '../../../src/operations/town/plan-town.js'

const config = '{"type": "workspace", "version": 1, "created_at": "2024-01-15T10:30:00Z"}'

/** Another install finishes after the first look at this one's. */
class Overtaken extends ConnectionDecorator {
  #isFirst = true

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    const outcomes = await this.inner.inspect(requests)
    if (this.#isFirst) {
      this.#isFirst = false
      await this.inner.mkdirAll('/town/mayor')
      await this.inner.writeFile('/town/mayor/config.json', config)
    }
    return outcomes
  }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (error as {code?: unknown}).code,
  )
}

describe('planTown', () => {
  it('knows a town that another install finished meanwhile', async () => {
    const connection = new Overtaken(new MemoryConnection({'/town/': ''}))
    expect(await codeOf(planTown(connection, '/town', {force: false}))).to.equal('GT_ALREADY_INSTALLED')
  })

  it('refuses a configuration of something else', async () => {
    const connection = new MemoryConnection({'/town/mayor/config.json': '{"type": "opera"}'})
    expect(await codeOf(planTown(connection, '/town', {force: false}))).to.equal('GT_CONFIG_FOREIGN')
  })
})
