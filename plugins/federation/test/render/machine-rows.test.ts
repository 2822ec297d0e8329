import {expect} from 'chai'
import {addressOf, machineRows} from '../../src/render/machine-rows.js'
import {runDocument} from '../../src/render/run-document.js'

describe('addressOf', () => {
  it('says what is known of the way', () => {
    const addresses = [
      addressOf({name: 'l', type: 'local'}),
      addressOf({name: 'w', type: 'ssh', ssh_host: 'west'}),
      addressOf({name: 'w', type: 'ssh', ssh_host: '::1', ssh_user: 'me', ssh_port: 2222}),
      addressOf({name: 'g', type: 'gcp', gcp_project: 'p', gcp_zone: 'z', gcp_instance: 'i', gcp_iap: true}),
    ]
    expect(addresses).to.deep.equal(['this machine', 'west', 'me@[::1]:2222', 'p/z/i (iap)'])
  })
})

describe('machineRows', () => {
  it('show tags by their keys, and what is not said as a dash', () => {
    const rows = machineRows([
      {name: 'w', type: 'ssh', ssh_host: 'h', tags: {b: '2', a: '1'}, capacity: 0, cordoned: {}},
      {name: 'x', type: 'ssh', ssh_host: 'h', workspace: '/ai'},
    ])
    expect(rows.slice(1)).to.deep.equal([
      ['w', 'ssh', 'h', '-', 'a=1,b=2', '0', 'cordoned'],
      ['x', 'ssh', 'h', '/ai', '-', '-', '-'],
    ])
  })
})

describe('runDocument', () => {
  const outcome = {machine: {name: 'w', type: 'ssh'}, code: 0, signal: null, durationMs: 5} as const
  it('shows text as text', () => {
    const shown = runDocument({...outcome, stdout: Buffer.from('ä\n'), stderr: Buffer.alloc(0)})
    expect([shown.stdout, shown.encoding]).to.deep.equal(['ä\n', 'utf8'])
  })
  it('shows other bytes as base64, of both streams', () => {
    const shown = runDocument({...outcome, stdout: Buffer.from([0xff]), stderr: Buffer.from('a')})
    expect([shown.stdout, shown.stderr, shown.encoding]).to.deep.equal(['/w==', 'YQ==', 'base64'])
  })
})
