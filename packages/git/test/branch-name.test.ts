import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {isGtError} from '@gt-town/contract'
import {parseBranchName} from '../src/names/branch-name.js'

const good = ['main', 'feature/login', 'v1.2', 'ünï', 'a-b_c', 'x@y', 'a/b/c']
const bad = [
  ...['', '-x', '@', 'HEAD', 'a b', 'a..b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[', 'a\\b', 'a@{1', '/a', 'a/', 'a//b'],
  ...['.a', 'a/.b', 'a.lock', 'a.lock/b', 'a.', 'a\nb', 'a\u007fb'],
]

function gitTakes(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', '--branch', name], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

describe('parseBranchName', () => {
  for (const name of good) {
    it(`takes ${name}, as git does`, () => {
      expect(parseBranchName(name)).to.equal(name)
      expect(gitTakes(name)).to.equal(true)
    })
  }

  for (const name of bad) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(() => parseBranchName(name))
        .to.throw()
        .that.satisfies((error: unknown) => {
          return isGtError(error, 'GT_BRANCH_INVALID') && error.exit === 2
        })
    })
  }

  it('takes nothing that git refuses', () => {
    const alphabet = ['a', '.', '/', '-', '@', '{', '~', ' ', '\\', '*', 'lock', 'é']
    for (const first of alphabet) {
      for (const second of alphabet) {
        for (const third of ['', 'a', '.', '/']) {
          const name = first + second + third
          let taken = true
          try {
            parseBranchName(name)
          } catch {
            taken = false
          }
          if (taken) expect(gitTakes(name), name).to.equal(true)
        }
      }
    }
  })
})
