import {expect} from 'chai'
import {folderPath} from '../src/folder-path.js'

const from = {home: '/home/ann', current: () => '/srv'}

describe('folderPath', () => {
  for (const [typed, path] of [
    ['.', '/srv'],
    ['a/../b', '/srv/b'],
    ['..', '/'],
    ['/x/./y/', '/x/y'],
    ['~', '/home/ann'],
    ['~/', '/home/ann'],
    ['~/ai/../x', '/home/ann/x'],
    ['./~', '/srv/~'],
    ['a b', '/srv/a b'],
  ] as const) {
    it(`${JSON.stringify(typed)} is ${path}`, () => {
      expect(folderPath(typed, from)).to.equal(path)
    })
  }

  for (const typed of ['', '~bob', '~bob/x']) {
    it(`${JSON.stringify(typed)} is refused`, () => {
      expect(() => folderPath(typed, from))
        .to.throw()
        .with.property('exit', 2)
    })
  }

  for (const home of ['', 'home', '.']) {
    it(`refuses ~ where HOME is ${JSON.stringify(home)}`, () => {
      expect(() => folderPath('~/x', {...from, home}))
        .to.throw('HOME is')
        .with.property('code', 'GT_HOME_UNKNOWN')
    })
  }

  it('asks for the current folder only where it matters', () => {
    const gone = {home: '/home/ann', current: () => expect.fail('asked')}
    expect(folderPath('/x', gone)).to.equal('/x')
    expect(folderPath('~', gone)).to.equal('/home/ann')
  })
})
