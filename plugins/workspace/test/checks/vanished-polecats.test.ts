import {testCheck} from '@gt-town/contract-testing'
import {vanishedPolecats} from '../../src/checks/vanished-polecats.js'

const file = '/town/beads/.gastown/polecats.json'
const seen = (...names: string[]): string =>
  JSON.stringify({
    version: 1,
    polecats: Object.fromEntries(names.map((name) => [name, {seen_at: '2026-01-02T03:04:05Z'}])),
  })
const clone = (name: string): Record<string, string> => ({[`/town/beads/${name}/.git/HEAD`]: 'ref: refs/heads/main\n'})
const manifest = JSON.stringify({
  version: 1,
  kind: 'polecat',
  address: 'beads/joy',
  removed_at: '2026-01-02T03:04:05Z',
})

testCheck(vanishedPolecats, {
  passes: [
    {title: 'has nothing to compare where no polecat was ever seen', tree: {'/town/beads/.gastown/': ''}},
    {title: 'finds all that were seen', tree: {...clone('joy'), [file]: seen('joy')}},
    {title: 'takes a polecat that nobody noted for one', tree: {...clone('joy'), [file]: seen()}},
    {
      title: 'knows a polecat that lies in the trash',
      tree: {
        '/town/beads/': '',
        [file]: seen('joy'),
        '/town/mayor/trash/1/manifest.json': manifest,
        '/town/mayor/trash/1/polecat/': '',
      },
    },
  ],
  fails: [
    {
      title: 'names a polecat whose folder is gone',
      tree: {...clone('sad'), [file]: seen('joy', 'sad')},
      status: 'warn',
      message: 'Polecat beads/joy is gone: its folder was moved or deleted without gt',
      hint: 'put the folder back, or make it again with gt polecat add beads/joy; gt polecat remove beads/joy forgets it',
    },
    {
      title: 'rebuilds a broken file from what can be read of it and from the folders',
      tree: {
        ...clone('sad'),
        ...clone('joy'),
        [file]:
          '{"version": 1, "mine": 2, "polecats": {"joy": {"seen_at": "2026-01-02T03:04:05Z"}, "old": {"seen_at": 3}}}',
      },
      message:
        'List of the polecats of beads invalid: beads/.gastown/polecats.json, line 1, column 103: polecats.old.seen_at must be string',
      fixed: {
        ...clone('sad'),
        ...clone('joy'),
        [file]: /"joy": \{\n {6}"seen_at": "2026-01-02T03:04:05Z"\n {4}\},\n {4}"sad": [^}]*\}\n {2}\},\n {2}"mine": 2/,
        [`${file}.lock`]: '',
        [`${file}.corrupt-*`]: /"old"/,
      },
    },
  ],
})
