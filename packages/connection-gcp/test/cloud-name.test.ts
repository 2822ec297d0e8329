import {expect} from 'chai'
import {parseCloudName, type CloudNameKind} from '../src/cloud-name.js'
import {isGtError} from '@gt-town/contract'

describe('parseCloudName', () => {
  for (const [kind, name] of [
    ['project', 'my-project'],
    ['project', 'example.com:my-project'],
    ['zone', 'europe-west1-b'],
    ['instance', 'w1'],
    ['instance', 'a'],
    ['instance', 'a'.repeat(63)],
  ] as const) {
    it(`takes the ${kind} ${name}`, () => expect(parseCloudName(kind, name)).to.equal(name))
  }
  for (const kind of ['project', 'zone', 'instance'] as const) {
    for (const name of ['', '-x', '--format=x', 'A', 'a b', 'a\n', 'a;id', "a'", 'a$x', 'a/b', '%h', 'a-', '1a', 'ä']) {
      it(`refuses the ${kind} ${JSON.stringify(name)}`, () => refuses(kind, name))
    }
  }
  it('refuses a domain where there can be none', () => refuses('zone', 'example.com:b'))
  it('refuses what is too long', () => refuses('instance', 'a'.repeat(64)))
})

function refuses(kind: CloudNameKind, name: string): void {
  let thrown: unknown
  try {
    parseCloudName(kind, name)
  } catch (error) {
    thrown = error
  }
  expect(isGtError(thrown, 'GT_CLOUD_NAME_INVALID') && thrown.exit).to.equal(2)
}
