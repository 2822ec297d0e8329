import {expect} from 'chai'
import {gitFailureOf, linesOf, progressOf} from '../src/format/git-output.js'

describe('progressOf', () => {
  it('tells what git is doing and how far it is', () => {
    expect(progressOf('Receiving objects:  42% (420/1000), 1.2 MiB | 3 MiB/s')).to.equal('Receiving objects: 42%')
    expect(progressOf('remote: Counting objects: 100% (7/7), done.')).to.equal('Counting objects: 100%')
  })

  it('knows no progress in other lines', () => {
    for (const line of ["Cloning into 'a'...", 'fatal: 42% wrong', 'remote: Enumerating objects: 7, done.', '']) {
      expect(progressOf(line)).to.equal(undefined)
    }
  })
})

describe('linesOf', () => {
  it('ends a line at a carriage return too', () => {
    expect(linesOf('Receiving:   1%\rReceiving:   2%\r\nfatal: no\n')).to.deep.equal([
      'Receiving:   1%',
      'Receiving:   2%',
      'fatal: no',
    ])
  })
})

describe('failureOf', () => {
  it('gives the fatal lines without the progress', () => {
    const text = "Cloning into 'x'...\nReceiving objects:  42% (1/2)\rwarning: slow\nfatal: the remote end hung up\n"
    expect(gitFailureOf(text)).to.deep.equal({reason: 'fatal: the remote end hung up', hint: undefined})
  })

  it('gives the last lines where none is fatal', () => {
    expect(gitFailureOf('one\ntwo\nthree\n').reason).to.equal('two; three')
  })

  it('takes the line that a colon points to along', () => {
    const text = 'fatal: unknown repository extension found:\n\tblub\n'
    expect(gitFailureOf(text).reason).to.equal('fatal: unknown repository extension found: blub')
  })

  it('says so when git was silent', () => {
    expect(gitFailureOf('').reason).to.equal('it gave no reason')
  })

  for (const [text, hint] of [
    ["fatal: could not read Username for 'https://h': terminal prompts disabled", /credential helper/],
    ['git@h: Permission denied (publickey).', /ssh agent/],
    ['Host key verification failed.', /accept its key/],
    ["fatal: unable to access 'https://h/': Could not resolve host: h", /name of the host/],
    ["fatal: '/x' does not appear to be a git repository", /ls-remote/],
    ['error: file write error: No space left on device', /disk space/],
    ["fatal: unable to access 'http://h:1/x/': Failed to connect to h port 1: Couldn't connect to server", /network/],
    ['fatal: ref updates aborted by hook', /core\.hooksPath/],
    ['fatal: invalid gitfile format: /etc/passwd', /ls-remote/],
    ["fatal: detected dubious ownership in repository at '/x'", /safe.directory/],
  ] as const) {
    it(`knows what to do about: ${text}`, () => {
      expect(gitFailureOf(text).hint).to.match(hint)
    })
  }
})
