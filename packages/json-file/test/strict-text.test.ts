import {expect} from 'chai'
import {strictText} from '../src/strict-text.js'
import {parseTolerantly} from '../src/tolerant.js'

const cases: Record<string, [string, string]> = {
  'writes numbers as they were': [
    '// a\n{"b": 12345678901234567890, /* c */ "d": [1.50,],}',
    '{\n  "b": 12345678901234567890,\n  "d": [\n    1.50\n  ]\n}\n',
  ],
  'leaves strict text alone': ['{"a":  1}', '{"a":  1}'],
  'writes the key that counts where one stands twice': ['{"a": 1, "a": 2}', '{\n  "a": 2\n}\n'],
}

describe('strictText', () => {
  for (const [title, [text, strict]] of Object.entries(cases)) {
    it(title, () => {
      expect(strictText(text, parseTolerantly(text)?.value)).to.equal(strict)
    })
  }
})
