import {expect} from 'chai'
import {withoutPackedRefs} from '../../src/format/git-dir.js'
import {withoutSections} from '../../src/format/without-sections.js'

describe('withoutSections', () => {
  const config =
    '[core]\n\tbare = false\n[remote "a"]\n\turl = x\n[branch "a.b"]\n\tremote = a\n[remote "ab"]\n\turl = y\n'

  it('drops whole sections, by their exact name', () => {
    expect(withoutSections(config, ['remote.a', 'branch.a.b'])).to.equal(
      '[core]\n\tbare = false\n[remote "ab"]\n\turl = y\n',
    )
    expect(withoutSections(config, ['remote.b'])).to.equal(config)
  })

  it('gives up where lines do not tell: a header and a key on one line, and what git would not read', () => {
    expect(withoutSections('[remote "a"] url = x\n', ['remote.a'])).to.equal(undefined)
    expect(withoutSections('[core\n', ['remote.a'])).to.equal(undefined)
  })
})

describe('withoutPackedRefs', () => {
  it('drops what lies below, with the lines of its tags, and nothing of a like name', () => {
    const id = 'a'.repeat(40)
    const [before, after] = [`# pack-refs with: peeled \n${id} refs/headsets/x\n`, `${id} refs/tags/v1\n^${id}\n`]
    const dropped = `${id} refs/heads/main\n${id} refs/heads/odd\n^${id}\n`
    expect(withoutPackedRefs(before + dropped + after, ['refs/heads'])).to.equal(before + after)
  })
})
