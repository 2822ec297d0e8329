import {expect} from 'chai'
import {completionPlace, shellOf, withLine, withoutLine} from '../../src/completion/shells.js'

describe('where completion is put', () => {
  const user = {home: '/home/me', env: {}, dataFolder: '/home/me/.local/share/gt'}

  it('for each shell', () => {
    expect(completionPlace('bash', user).startFile?.path).to.equal('/home/me/.bashrc')
    expect(completionPlace('zsh', {...user, env: {ZDOTDIR: '/z'}}).startFile?.path).to.equal('/z/.zshrc')
    expect(completionPlace('fish', user)).to.deep.equal({script: '/home/me/.config/fish/completions/gt.fish'})
  })

  it('quotes its path in the line it adds', () => {
    const line = completionPlace('bash', {...user, dataFolder: "/home/it's me"}).startFile?.line
    expect(line).to.include(String.raw`'/home/it'\''s me/completion/gt.bash'`)
  })

  it('finds the shell in use, and refuses others', () => {
    expect(shellOf(undefined, {SHELL: '/usr/bin/zsh'})).to.equal('zsh')
    expect(shellOf('fish', {SHELL: '/bin/bash'})).to.equal('fish')
    expect(() => shellOf(undefined, {SHELL: '/bin/dash'}))
      .to.throw('not known')
      .with.property('code', 'GT_SHELL_UNKNOWN')
    expect(() => shellOf(undefined, {})).to.throw('not known')
  })
})

describe('the line in a start file', () => {
  const line = "[ -r '/x' ] && . '/x' # gt autocomplete"

  it('is there once, after all else, whatever was there', () => {
    expect(withLine('', line)).to.equal(`${line}\n`)
    expect(withLine('a=1', line)).to.equal(`a=1\n${line}\n`)
    expect(withLine(withLine('a=1\n', line), line)).to.equal(`a=1\n${line}\n`)
    expect(withLine("[ -r '/old' ] && . '/old' # gt autocomplete # mine\nb=2\n", line)).to.equal(`b=2\n${line}\n`)
  })

  it('is taken away, and nothing else is', () => {
    const text = 'a=1\r\n# about gt autocomplete: see the wiki\n\n'
    expect(withoutLine(withLine(text, line))).to.equal(text)
  })
})
