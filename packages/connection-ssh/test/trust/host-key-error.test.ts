import {expect} from 'chai'
import {PermissionDeniedError, type HostKeyProblem} from '@gt-town/contract'
import {fingerprint, hostKeyOf} from '../../src/trust/host-key.js'
import {hostKeyError} from '../../src/trust/host-key-error.js'

const key = hostKeyOf(
  Buffer.from(`0000000b${Buffer.from('ssh-ed25519').toString('hex')}00000020${'07'.repeat(32)}`, 'hex'),
)!
const judgement = {
  verdict: 'changed',
  trusted: ['SHA256:old'],
  types: [],
  places: ['/town/mayor/known_hosts:3'],
  errors: [new PermissionDeniedError('/etc/ssh/ssh_known_hosts')],
} as const

describe('hostKeyError', () => {
  const messages: Readonly<Record<HostKeyProblem, RegExp>> = {
    unknown: /no key of it is trusted yet/,
    changed: /but trusted is SHA256:old \(\/town\/mayor\/known_hosts:3\)/,
    revoked: /which is revoked \(\/town\/mayor\/known_hosts:3\)/,
    unreadable: /permission denied: \/etc\/ssh\/ssh_known_hosts/,
  }
  for (const [problem, message] of Object.entries(messages) as [HostKeyProblem, RegExp][]) {
    it(`says that a key is ${problem}, with what to do`, () => {
      const error = hostKeyError('west', '[west.example]:2222', key, judgement, problem)
      expect(error.message).to.match(message)
      expect(error.hint).to.match(/gt machine trust west|new host key|check the owner/)
      expect([error.kind, error.presented, error.trusted]).to.deep.equal([problem, fingerprint(key), ['SHA256:old']])
      if (problem !== 'unreadable') expect(error.message).to.include(`shows the ssh-ed25519 key ${fingerprint(key)}`)
    })
  }
})
