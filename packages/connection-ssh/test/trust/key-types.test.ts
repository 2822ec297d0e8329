import {expect} from 'chai'
import {orderedKeyTypes} from '../../src/trust/key-types.js'

describe('orderedKeyTypes', () => {
  it('asks first for what is known, and for RSA in both its ways', () => {
    expect(orderedKeyTypes(['ssh-rsa', 'ecdsa-sha2-nistp384'])).to.deep.equal([
      'ecdsa-sha2-nistp384',
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp521',
    ])
  })

  it('asks as usual where nothing is known, or only what ssh2 cannot verify', () => {
    const usual = orderedKeyTypes([])
    expect(usual[0]).to.equal('ssh-ed25519')
    expect(usual).not.to.include('ssh-rsa')
    expect(orderedKeyTypes(['ssh-ed25519-cert-v01@openssh.com', 'sk-ssh-ed25519@openssh.com'])).to.deep.equal(usual)
  })

  it('keeps to what the configuration allows, SHA-1 too if it says so', () => {
    expect(orderedKeyTypes(['ssh-rsa'], ['ssh-ed25519', 'ssh-rsa', 'rsa-sha2-256'])).to.deep.equal([
      'ssh-rsa',
      'rsa-sha2-256',
      'ssh-ed25519',
    ])
    expect(orderedKeyTypes([], ['ssh-ed25519-cert-v01@openssh.com'])).to.deep.equal([])
  })
})
