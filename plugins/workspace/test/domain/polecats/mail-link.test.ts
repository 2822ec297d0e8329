import {expect} from 'chai'
import {hasOwnMail, mailLinkTarget, withMailExcluded} from '../../../src/domain/polecats/mail-link.js'

describe('hasOwnMail', () => {
  it('sees a path mail in any case, and no other', () => {
    expect(hasOwnMail(['README.md', 'Mail'])).to.equal(true)
    expect(hasOwnMail(['mail'])).to.equal(true)
    expect(hasOwnMail(['mails', 'mail.txt', '.mail'])).to.equal(false)
  })
})

describe('mailLinkTarget', () => {
  it('is relative to the clone', () => {
    expect(mailLinkTarget('happy')).to.equal('../.gastown/mail/happy')
  })
})

describe('withMailExcluded', () => {
  it('adds one line and keeps the rest', () => {
    expect(withMailExcluded('*.log')).to.match(/^\*\.log\n#.*\n\/mail\n$/)
    expect(withMailExcluded('')).to.match(/^#.*\n\/mail\n$/)
  })

  it('changes nothing the second time', () => {
    const once = withMailExcluded('*.log\n')
    expect(withMailExcluded(once)).to.equal(once)
  })
})
