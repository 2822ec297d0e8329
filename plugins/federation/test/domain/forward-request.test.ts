import {expect} from 'chai'
import {parseForward} from '../../src/domain/forward-request.js'

const table: readonly (readonly [string, readonly [number, string, number] | undefined])[] = [
  ['8080', [8080, 'localhost', 8080]],
  ['8080:80', [8080, 'localhost', 80]],
  ['5432:db.internal:5433', [5432, 'db.internal', 5433]],
  ['1:[::1]:2', [1, '::1', 2]],
  ['0', undefined],
  ['65536', undefined],
  ['80:65536', undefined],
  ['', undefined],
  ['x:y', undefined],
  ['80:-oProxyCommand=x:80', undefined],
  ['80:a:b:80', undefined],
]

describe('parseForward', () => {
  for (const [text, wanted] of table) {
    it(`${wanted ? 'takes' : 'refuses'} ${JSON.stringify(text)}`, () => {
      if (!wanted) return expect(() => parseForward(text)).to.throw()
      const [port, host, hostPort] = wanted
      return expect(parseForward(text)).to.deep.equal({port, host, hostPort})
    })
  }
})
