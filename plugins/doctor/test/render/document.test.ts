import {expect} from 'chai'
import {formats} from '../../src/domain/options/format.js'
import {renderDocument} from '../../src/render/document.js'
import {problemsOfJunit, problemsOfReport, problemsOfSarif} from './schemas.js'
import {nasty, samples} from './samples.js'

const documents = formats.filter((format) => format !== 'text')
const problems: Readonly<Record<(typeof documents)[number], (text: string) => unknown>> = {
  json: (text) => problemsOfReport(JSON.parse(text)),
  sarif: (text) => problemsOfSarif(JSON.parse(text)),
  junit: (text) => [problemsOfJunit(text)].filter((said) => said !== ''),
  github: (text) => text.split('\n').filter((line) => !/^::(error|warning|notice) title=[^:]*::[^\r]*$/.test(line)),
}

describe('renderDocument', () => {
  for (const [name, diagnosis] of Object.entries(samples)) {
    for (const format of documents) {
      for (const strict of [false, true]) {
        const text = (): string => renderDocument(format, diagnosis, {strict, version: '0.1.0', checkout: '/home/ann'})

        it(`writes ${format} by its schema: ${name}${strict ? ', strict' : ''}`, () => {
          expect(problems[format](text())).to.deep.equal([])
        })

        it(`writes ${format} without a character that a terminal obeys: ${name}${strict ? ', strict' : ''}`, () => {
          expect(text()).not.to.match(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/)
          expect(text()).not.to.match(/\p{Surrogate}/u)
        })
      }
    }
  }

  it('keeps all of a message in JSON, and says how much is left out elsewhere', () => {
    const written = (format: (typeof documents)[number]) =>
      renderDocument(format, samples['hostile']!, {strict: false, version: '0.1.0'})
    const report = JSON.parse(written('json')) as {results: {message: string; path?: string}[]}
    expect(report.results.map(({message}) => message.length)).to.include(10_000_000)
    expect(report.results[0]?.message).to.equal(nasty)
    for (const format of ['junit', 'sarif', 'github'] as const) {
      expect(written(format)).to.include(`xxx... (${10_000_000 - 16_384} more characters)`)
      expect(written(format).length).to.be.lessThan(200_000)
    }
  })
})
