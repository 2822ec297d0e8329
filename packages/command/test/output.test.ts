import {expect} from 'chai'
import {openOutput, type Output} from '../src/output.js'
import {MemoryConnection} from '@gt-town/contract-testing'

describe('openOutput', () => {
  const connection = new MemoryConnection({'/a/old.txt': 'old', '/a/folder/': ''})
  const open = async (text: string | undefined): Promise<Output> =>
    openOutput(text, {connect: async () => Promise.resolve(connection), absolute: (path) => `/a/${path}`})
  const refusalOf = async (text: string): Promise<string> =>
    open(text).then(
      () => 'none',
      (error: unknown) => (error as {code: string}).code,
    )

  for (const text of [undefined, '-']) {
    it(`writes no file for ${text ?? 'nothing'}`, async () => {
      const output = await open(text)
      expect(output.file).to.equal(undefined)
      expect(await output.write('x')).to.equal(false)
    })
  }

  it('writes a new file and replaces an old one', async () => {
    for (const name of ['new.txt', 'old.txt']) {
      const output = await open(name)
      expect(output.file).to.equal(`/a/${name}`)
      expect(await output.write('text')).to.equal(true)
      expect((await connection.readFile(`/a/${name}`)).toString()).to.equal('text\n')
    }
  })

  it('writes nothing into the file for nothing', async () => {
    await (await open('new.txt')).write('')
    expect((await connection.readFile('/a/new.txt')).toString()).to.equal('')
  })

  for (const [text, code] of [
    ['', 'GT_USAGE'],
    ['new/', 'GT_USAGE'],
    ['folder', 'GT_NOT_A_FILE'],
    ['none/x', 'GT_NOT_FOUND'],
    ['old.txt/x', 'GT_NOT_A_DIRECTORY'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} at once`, async () => {
      expect(await refusalOf(text)).to.equal(code)
    })
  }
})
