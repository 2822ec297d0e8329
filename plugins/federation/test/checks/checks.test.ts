import {expect} from 'chai'
import {readOnly} from '@gt-town/connection'
import {MemoryConnection, testCheck, type Program, type Tree} from '@gt-town/contract-testing'
import {gcloud} from '../../src/checks/gcloud.js'
import {machines} from '../../src/checks/machines.js'
import {rigMachines} from '../../src/checks/rig-machines.js'
import {ssh} from '../../src/checks/ssh.js'
import {tmux} from '../../src/checks/tmux.js'

const program = {data: '', mode: 0o755}
const town = (names: Record<string, object>): Tree => ({
  '/town/mayor/machines.json': JSON.stringify({version: 1, machines: names}),
})
const rig = (federation: unknown): Tree => ({
  '/town/beads/.gastown/config.json': JSON.stringify({type: 'rig', git_url: 'https://example.org/b.git', federation}),
})
const west = {west: {type: 'ssh', ssh_host: 'west.example.org'}}

testCheck(tmux, {
  passes: [{'/usr/bin/tmux': program}, {'/usr/local/bin/tmux': {link: '/opt/tmux'}, '/opt/tmux': program}],
  skips: [
    {tree: {}, message: 'tmux was not found in the usual folders; nothing in this town needs it yet'},
    {
      title: 'skips: a file that cannot be run',
      tree: {'/usr/bin/tmux': ''},
      message: 'tmux was not found in the usual folders; nothing in this town needs it yet',
    },
  ],
})

testCheck(ssh, {
  passes: [{'/usr/bin/ssh': program, ...town(west)}],
  skips: [
    {title: 'skips: no machines', tree: {}, message: notNeeded()},
    {title: 'skips: no town', tree: {}, workspace: null, message: notNeeded()},
    {title: 'skips: a broken registry', tree: {'/town/mayor/machines.json': '{'}, message: notNeeded()},
  ],
})

describe('federation/ssh in a town with machines', () => {
  const look = async (sh: Program) => {
    const connection = readOnly(new MemoryConnection(town(west), {programs: {sh}}))
    const workspace = {root: '/town', configDir: 'mayor'} as const
    const {signal} = new AbortController()
    return ssh.run({connection, workspace, rigs: [], looked: [], signal, log: () => undefined})
  }
  it('passes when ssh is elsewhere on PATH', async () => {
    expect(await look(() => '/nix/bin/ssh\n')).to.deep.equal({status: 'pass'})
  })
  it('fails when it is nowhere', async () => {
    expect(await look(() => ({code: 127}))).to.deep.equal({
      status: 'fail',
      message: 'ssh is not installed or not on PATH, and machines of this town are reached over it',
      hint: 'install the OpenSSH client',
    })
  })
})

const cloud = {cloud: {type: 'gcp', gcp_project: 'p', gcp_zone: 'z', gcp_instance: 'i'}}
const noInstances = 'no machine of this town is of type gcp'

testCheck(gcloud, {
  passes: [{'/usr/bin/gcloud': program, ...town(cloud)}],
  skips: [
    {title: 'skips: no machines', tree: {}, message: noInstances},
    {title: 'skips: no such machines', tree: town(west), message: noInstances},
    {title: 'skips: no town', tree: {}, workspace: null, message: noInstances},
    {title: 'skips: a broken registry', tree: {'/town/mayor/machines.json': '{'}, message: noInstances},
  ],
})

describe('federation/gcloud in a town with instances', () => {
  const look = async (sh: Program) => {
    const connection = readOnly(new MemoryConnection(town(cloud), {programs: {sh}}))
    const workspace = {root: '/town', configDir: 'mayor'} as const
    const {signal} = new AbortController()
    return gcloud.run({connection, workspace, rigs: [], looked: [], signal, log: () => undefined})
  }
  it('passes when gcloud is elsewhere on PATH', async () => {
    expect(await look(() => '/opt/google-cloud-sdk/bin/gcloud\n')).to.deep.equal({status: 'pass'})
  })
  it('fails when it is nowhere', async () => {
    expect(await look(() => ({code: 127}))).to.deep.equal({
      status: 'fail',
      message: 'gcloud is not installed or not on PATH, and machines of this town are of type gcp',
      hint: 'install the Google Cloud CLI',
    })
  })
})

const file = '/town/mayor/machines.json'
const broken = (text: string, machines: object): {tree: Tree; path: string; fixed: Tree} => ({
  tree: {[file]: text},
  path: file,
  fixed: {
    [file]: `${JSON.stringify({version: 1, machines}, null, 2)}\n`,
    [`${file}.lock`]: '',
    [`${file}.corrupt-*`]: text,
  },
})

testCheck(machines, {
  passes: [
    {},
    town({}),
    town(west),
    town({cloud: {type: 'gcp', gcp_project: 'p', gcp_zone: 'z', gcp_instance: 'i', later: true}}),
  ],
  fails: [
    {
      title: 'cut off in the middle of a machine: keeps the one before it',
      message: 'Machine registry invalid: line 1, column 93: close brace expected',
      ...broken('{"version": 1, "machines": {"west": {"type": "ssh", "ssh_host": "h"}, "east": {"type": "ssh"', {
        west: {type: 'ssh', ssh_host: 'h'},
      }),
    },
    {
      title: 'one machine is wrong: keeps the others, and what gt does not know',
      message: 'Machine registry invalid: line 1, column 34: machines.a must be object',
      ...broken('{"version": 1, "machines": {"a": 1, "b": {"type": "local", "mood": "good"}}}', {
        b: {type: 'local', mood: 'good'},
      }),
    },
    {
      title: 'a name that would leave its folder goes',
      message: 'Machine registry invalid: line 1, column 28: machines may not have the key "../b"',
      ...broken('{"version": 1, "machines": {"../b": {"type": "local"}}}', {}),
    },
    {
      title: 'the name of this machine goes',
      message: 'Machine registry invalid: line 1, column 38: machines.local is not a valid name: this word is reserved',
      ...broken('{"version": 1, "machines": {"local": {"type": "ssh", "ssh_host": "h"}}}', {}),
    },
    {
      title: 'of two names that differ by case the second goes',
      message:
        'Machine registry invalid: line 1, column 79: machines.WEST is not a valid name: it differs from west only by case',
      ...broken(
        '{"version": 1, "machines": {"west": {"type": "ssh", "ssh_host": "h"}, "WEST": {"type": "ssh", "ssh_host": "i"}}}',
        {west: {type: 'ssh', ssh_host: 'h'}},
      ),
    },
    {
      title: 'an ssh machine without a host goes',
      message: "Machine registry invalid: line 1, column 34: machines.b must have required property 'ssh_host'",
      ...broken('{"version": 1, "machines": {"b": {"type": "ssh"}}}', {}),
    },
    {
      title: 'a host that ssh would take for an option goes',
      message: 'Machine registry invalid: line 1, column 62: machines.b.ssh_host must match pattern "^[^\\s-]\\S*$"',
      ...broken('{"version": 1, "machines": {"b": {"type": "ssh", "ssh_host": "-oProxyCommand=x"}}}', {}),
    },
    {message: 'Machine registry invalid: line 1, column 1: the document must be object', ...broken('[]', {})},
    {
      title: 'of a later gt: stays as it is',
      tree: {[file]: '{"version": 2, "machines": {}}'},
      message: 'Machine registry invalid: line 1, column 13: version must be 1',
      hint: 'a later gt wrote this file: update gt',
    },
    {
      title: 'a folder in its place is moved aside',
      tree: {[`${file}/`]: ''},
      message: 'Machine registry invalid: it is not a regular file',
      fixed: {
        [file]: `${JSON.stringify({version: 1, machines: {}}, null, 2)}\n`,
        [`${file}.lock`]: '',
        [`${file}.corrupt-*/`]: '',
      },
    },
  ],
})

testCheck(rigMachines, {
  passes: [
    {title: 'passes: a rig without federation', tree: rig(undefined)},
    {title: 'passes: the machine one is on', tree: rig({machines: ['local'], preferred_machine: 'local'})},
    {
      title: 'passes: known machines',
      tree: {...rig({machines: ['local', 'west'], preferred_machine: 'west'}), ...town(west)},
    },
    {title: 'passes: only a preferred machine', tree: {...rig({preferred_machine: 'west'}), ...town(west)}},
    {title: 'is silent about a rig without a config', tree: {}},
    {title: 'is silent about a broken config', tree: {'/town/beads/.gastown/config.json': '{'}},
    {title: 'is silent about a folder instead of a config', tree: {'/town/beads/.gastown/config.json/': ''}},
    {title: 'is silent about a config of another shape', tree: rig({machines: 'west'})},
    {
      title: 'is silent where the registry is broken',
      tree: {...rig({machines: ['x']}), '/town/mayor/machines.json': '1'},
    },
  ],
  fails: [
    {
      tree: {...rig({machines: ['wset', 'local']}), ...town(west)},
      status: 'warn',
      message: 'The rig names a machine that does not exist: wset',
      hint: 'did you mean west?',
      path: '/town/beads/.gastown/config.json',
    },
    {
      tree: rig({machines: ['a', 'b', 'a']}),
      status: 'warn',
      message: ['The rig names a machine that does not exist: a', 'The rig names a machine that does not exist: b'],
      hint: 'known: local',
    },
    {
      tree: {...rig({machines: ['local'], preferred_machine: 'west'}), ...town(west)},
      status: 'warn',
      message: "The preferred machine is not among the rig's machines: west",
    },
    {
      tree: rig({preferred_machine: 'west'}),
      status: 'warn',
      message: 'The rig names a machine that does not exist: west',
    },
  ],
})

const ofHub = {root: '/town', configDir: 'mayor', machine: {name: 'west', hub: 'desk:/town'}} as const

testCheck(rigMachines, {
  passes: [
    {
      title: 'passes: on a machine of a hub, whose names are not known there',
      workspace: ofHub,
      tree: rig({machines: ['west', 'east'], preferred_machine: 'west'}),
    },
  ],
  fails: [
    {
      title: 'on a machine of a hub, too, the preferred one must be among them',
      workspace: ofHub,
      tree: rig({machines: ['west'], preferred_machine: 'east'}),
      status: 'warn',
      message: "The preferred machine is not among the rig's machines: east",
    },
  ],
})

function notNeeded(): string {
  return 'ssh was not found in the usual folders; nothing in this town needs it yet'
}
