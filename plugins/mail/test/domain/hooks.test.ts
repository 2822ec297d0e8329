import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {hookDocument, parseHookInput, type HookKind} from '../../src/domain/hooks.js'

interface Fixture {
  readonly source: string
  readonly kind: HookKind
  readonly cases: readonly {readonly input: object; readonly event?: string; readonly output: object | null}[]
}

/** Shapes as their vendors document them. */
const fixtures = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/hooks.json'), 'utf8')) as Fixture[]

describe('hooks of agents', () => {
  for (const {kind, cases, source} of fixtures) {
    for (const {input, event, output} of cases) {
      const what = `${kind} ${event ?? ''} ${JSON.stringify(input)}`.slice(0, 100)
      it(`${what}: as ${source} says`, () => {
        const form = hookDocument(kind, event, parseHookInput(JSON.stringify(input)))
        const text = form?.('TEXT')
        expect(text === undefined ? null : (JSON.parse(text) as object)).to.deep.equal(output)
      })
    }
  }

  it('take anything on their input', () => {
    for (const text of ['', 'x', '[]', 'null', '{"hook_event_name":7}', '{"stop_hook_active":"yes"}']) {
      expect(parseHookInput(text), text).to.deep.equal({isLoop: false})
    }
  })

  it('print text as it is where it is for a person', () => {
    expect(hookDocument('plain', 'Anything', {isLoop: true})?.('TEXT')).to.equal('TEXT\n')
  })
})
