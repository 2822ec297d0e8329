import {isGtError, type Machine} from '@gt-town/contract'
import {expect} from 'chai'
import {parseMachineRequest, type MachineRequest} from '../../src/domain/machine-request.js'

const ssh = {name: 'west', type: 'ssh', host: 'west.example.org'} as const
const gcp = {name: 'cloud', type: 'gcp', project: 'my-project', zone: 'europe-west1-b'} as const

const good: [MachineRequest, Machine][] = [
  [ssh, {name: 'west', type: 'ssh', ssh_host: 'west.example.org'}],
  [
    {...ssh, user: 'deploy', port: 2222, key: '/k', workspace: '/home/deploy/ai/', tags: ['a=b', 'c='], capacity: 0},
    {
      name: 'west',
      type: 'ssh',
      ssh_host: 'west.example.org',
      ssh_user: 'deploy',
      ssh_port: 2222,
      ssh_key_path: '/k',
      workspace: '/home/deploy/ai',
      tags: {a: 'b', c: ''},
      capacity: 0,
    },
  ],
  [
    {...ssh, transport: 'openssh'},
    {name: 'west', type: 'ssh', ssh_host: 'west.example.org', transport: 'openssh'},
  ],
  [
    {...ssh, transport: 'auto'},
    {name: 'west', type: 'ssh', ssh_host: 'west.example.org'},
  ],
  [
    {...gcp, iap: true},
    {
      name: 'cloud',
      type: 'gcp',
      gcp_project: 'my-project',
      gcp_zone: 'europe-west1-b',
      gcp_instance: 'cloud',
      gcp_iap: true,
    },
  ],
]
const bad: [MachineRequest, string][] = [
  [{...ssh, name: 'a/b'}, 'GT_NAME_INVALID'],
  [{...ssh, name: 'local'}, 'GT_NAME_INVALID'],
  [{...ssh, host: '-oProxyCommand=x'}, 'GT_HOST_INVALID'],
  [{...ssh, host: 'a b'}, 'GT_HOST_INVALID'],
  [{...ssh, host: 'me@west'}, 'GT_HOST_INVALID'],
  [{...ssh, host: undefined}, 'GT_USAGE'],
  [{...ssh, user: '-l'}, 'GT_USER_INVALID'],
  [{...ssh, port: 0}, 'GT_PORT_INVALID'],
  [{...ssh, port: 65_536}, 'GT_PORT_INVALID'],
  [{...ssh, workspace: 'ai'}, 'GT_PATH_INVALID'],
  [{...ssh, workspace: '~/ai'}, 'GT_PATH_INVALID'],
  [{...ssh, tags: ['role']}, 'GT_TAG_INVALID'],
  [{...ssh, tags: ['__proto__=x']}, 'GT_TAG_INVALID'],
  [{...ssh, capacity: -1}, 'GT_USAGE'],
  [{...ssh, zone: 'z'}, 'GT_USAGE'],
  [{...ssh, iap: true}, 'GT_USAGE'],
  [{...gcp, host: 'h'}, 'GT_USAGE'],
  [{...gcp, zone: undefined}, 'GT_USAGE'],
  [{...gcp, project: '--format=x'}, 'GT_CLOUD_NAME_INVALID'],
  [{...gcp, zone: 'Z'}, 'GT_CLOUD_NAME_INVALID'],
  [{...gcp, instance: 'a;b'}, 'GT_CLOUD_NAME_INVALID'],
]

describe('parseMachineRequest', () => {
  for (const [request, machine] of good) {
    it(`takes ${JSON.stringify(request)}`, () => expect(parseMachineRequest(request)).to.deep.equal(machine))
  }
  for (const [request, code] of bad) {
    it(`refuses ${JSON.stringify(request)}: ${code}`, () => {
      let thrown: unknown
      try {
        parseMachineRequest(request)
      } catch (error) {
        thrown = error
      }
      expect(isGtError(thrown) && [thrown.code, thrown.exit]).to.deep.equal([code, 2])
    })
  }
})
