import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {pluginSource} from '../../src/plugins/plugin-source.js'

const read = (text: string): unknown => pluginSource(text, (path) => `<${path}>`)

describe('pluginSource', () => {
  for (const [text, path] of [
    ['.', '.'],
    ['..', '..'],
    ['./dir', './dir'],
    ['dir/', 'dir/'],
    ['../x', '../x'],
    ['/abs/dir', '/abs/dir'],
    ['~/x', '~/x'],
    ['./x-1.0.0.tgz', './x-1.0.0.tgz'],
    ['x-1.0.0.tgz', 'x-1.0.0.tgz'],
    ['sub/x.tar.gz', 'sub/x.tar.gz'],
    ['file:x', 'x'],
    ['file:../x', '../x'],
    ['file:/abs/x', '/abs/x'],
    ['file:///abs/a%20b', '/abs/a b'],
    ['./a:b', './a:b'],
  ] as const) {
    it(`${text} is a path`, () => expect(read(text)).to.deep.equal({kind: 'path', path: `<${path}>`}))
  }

  for (const [text, name, tag] of [
    ['acme', 'acme', 'latest'],
    ['acme@1.2.3', 'acme', '1.2.3'],
    ['acme@^1', 'acme', '^1'],
    ['acme@next', 'acme', 'next'],
    ['@acme/plugin', '@acme/plugin', 'latest'],
    ['@acme/plugin@2', '@acme/plugin', '2'],
    ['a.b_c-d', 'a.b_c-d', 'latest'],
  ] as const) {
    it(`${text} is a name in the registry`, () => expect(read(text)).to.deep.equal({kind: 'registry', name, tag}))
  }

  for (const [text, url] of [
    ['acme/plugin', 'https://github.com/acme/plugin'],
    ['acme/plugin#v1', 'https://github.com/acme/plugin#v1'],
    ['https://example.org/x.tgz', 'https://example.org/x.tgz'],
    ['git+ssh://git@example.org/a/b.git', 'git+ssh://git@example.org/a/b.git'],
    ['git@example.org:a/b.git', 'git@example.org:a/b.git'],
    ['github:acme/plugin', 'github:acme/plugin'],
  ] as const) {
    it(`${text} is a URL`, () => expect(read(text)).to.deep.equal({kind: 'url', url}))
  }

  for (const text of [
    '',
    '-x',
    '--registry=x',
    '-x:y',
    'a b',
    'Ü',
    'a/b/c',
    '@acme',
    'a@',
    'file://host/x',
    'a\nb',
    'x'.repeat(215),
  ]) {
    it(`${JSON.stringify(text.slice(0, 20))} is nothing of that`, () => {
      try {
        read(text)
        expect.fail('it was accepted')
      } catch (error) {
        expect(isGtError(error, 'GT_PLUGIN_SOURCE_INVALID')).to.equal(true)
      }
    })
  }
})
