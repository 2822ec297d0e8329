import {expect} from 'chai'
import {applyJsonEdits} from '../src/edit.js'
import type {Edit} from '../src/edit-request.js'

const cases: {title: string; text: string; edit: Edit; after: string}[] = [
  {
    title: 'adds behind the comment of the last key',
    text: '{\n    // all\n    "a": 1 // about a\n    // end\n}\n',
    edit: {at: ['b'], value: {c: 2}},
    after: '{\n    // all\n    "a": 1, // about a\n    "b": {\n        "c": 2\n    }\n    // end\n}\n',
  },
  {
    title: 'keeps a trailing comma',
    text: '{\n\t"a": 1, /* about\n\ta */\n}',
    edit: {at: ['b'], value: [2]},
    after: '{\n\t"a": 1, /* about\n\ta */\n\t"b": [\n\t\t2\n\t],\n}',
  },
  {
    title: 'adds in one line',
    text: '{"a": {"b": 1, /* b */}} // end',
    edit: {at: ['a', 'c'], value: 2},
    after: '{"a": {"b": 1, /* b */ "c": 2,}} // end',
  },
  {
    title: 'adds to an object that holds only a comment',
    text: '{"a": {/* none */}}',
    edit: {at: ['a', 'b'], value: 1},
    after: '{\n  "a": {\n    "b": 1 /* none */\n  }\n}',
  },
  {
    title: 'removes a key and its line, and leaves the comments around it',
    text: '{\n  "a": 1, // about a\n  // about b\n  "b": {\n    "c": 1\n  },\n  /* about d */ "d": 2\n}',
    edit: {at: ['b'], value: undefined},
    after: '{\n  "a": 1, // about a\n  // about b\n  /* about d */ "d": 2\n}',
  },
  {
    title: 'removes the last key with the comma before it',
    text: '{\r\n  "a": 1, // about a\r\n  "b": 2 // about b\r\n}',
    edit: {at: ['b'], value: undefined},
    after: '{\r\n  "a": 1 // about a\r\n   // about b\r\n}',
  },
  {
    title: 'removes the only key',
    text: '{"a": {"b": 1 /* b */}}',
    edit: {at: ['a', 'b'], value: undefined},
    after: '{"a": { /* b */}}',
  },
  {
    title: 'removes a key whose comma stands in the next line',
    text: '{"a": 1 // a\n, "b": 2}',
    edit: {at: ['a'], value: undefined},
    after: '{ // a\n "b": 2}',
  },
  {
    title: 'sets the keys of an object one by one',
    text: '{\n  "a": {\n    "b": 1, // b\n    "c": 2,\n    "d": 3\n  }\n}',
    edit: {at: ['a'], value: {b: 4, c: 2, e: 5}},
    after: '{\n  "a": {\n    "b": 4, // b\n    "c": 2,\n    "e": 5\n  }\n}',
  },
  {
    title: 'leaves a byte order mark',
    text: '\ufeff{"a": 1}',
    edit: {at: ['a'], value: 2},
    after: '\ufeff{"a": 2}',
  },
]

describe('applyJsonEdits', () => {
  for (const {title, text, edit, after} of cases) {
    it(title, () => {
      expect(applyJsonEdits(text, [edit])).to.deep.equal({ok: true, text: after})
    })
  }

  it('refuses a key that stands twice, since the one that counts would stay', () => {
    for (const value of [3, undefined]) {
      const {problem} = applyJsonEdits('{"a": 1,\n"a": 2}', [{at: ['a'], value}]) as {problem?: object}
      expect(problem).to.deep.equal({line: 1, column: 7, expected: 'a stands more than once'})
    }
  })
})
