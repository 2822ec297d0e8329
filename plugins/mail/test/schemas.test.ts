import {expect} from 'chai'
import {Ajv2020} from 'ajv/dist/2020.js'
import {readFileSync} from 'node:fs'
import {printMessage} from '../src/domain/message.js'
import {printOwnerEvent} from '../src/domain/mail-state.js'

function validator(name: string): (value: unknown) => boolean {
  const schema = JSON.parse(readFileSync(new URL(`../schemas/${name}.json`, import.meta.url), 'utf8')) as object
  return new Ajv2020({validateFormats: false}).compile(schema)
}

describe('the schemas of mail', () => {
  it('describe what is written', () => {
    const id = '0123456789abcdef'
    const at = '2026-11-28T12:00:00.000Z'
    const message = printMessage({
      ...{
        id,
        from: 'mayor',
        from_by: 'town',
        to: 'hub:web/ann',
        subject: 's',
        body: 'b',
        type: 'task',
        priority: 'low',
      },
      ...{thread_id: id, created_at: at, collected_from: 'west', reply_to: id},
    })
    const isMessage = validator('mail-message')
    expect(isMessage(JSON.parse(message))).to.equal(true)
    expect(isMessage({id: '../x'})).to.equal(false)
    const event = printOwnerEvent({id, state: 'read', at, by: 'mayor', evidence: 'gt mail read'})
    const isState = validator('mail-state')
    expect(isState(JSON.parse(event))).to.equal(true)
    expect(isState({id, state: 'lost'})).to.equal(false)
  })
})
