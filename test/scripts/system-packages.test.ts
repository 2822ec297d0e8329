import {expect} from 'chai'
import {aptWords, needsOf, readPlan, sayLacking, sayPlan, sayStart} from '../../scripts/system-packages.mjs'

const missing = (group: 'tests' | 'check', ...commands: string[]): {command: string; pkg: string}[] =>
  needsOf(group, true).filter(({command}) => commands.includes(command))

/** What apt-get of Debian 12 said when it simulated. */
const simulated = `Reading package lists...
The following packages will be upgraded:
  libxml2 openssh-client
Inst openssh-client [1:9.2p1-2+deb12u6] (1:9.2p1-2+deb12u10 Debian:12.15/oldstable [amd64])
Inst openssh-sftp-server (1:9.2p1-2+deb12u10 Debian:12.15/oldstable [amd64])
Inst openssh-server (1:9.2p1-2+deb12u10 Debian:12.15/oldstable [amd64])
Inst libxml2 [2.9.14+dfsg-1.3~deb12u5] (2.9.14+dfsg-1.3~deb12u6 Debian:12.15/oldstable [amd64]) []
Inst libxml2-utils (2.9.14+dfsg-1.3~deb12u6 Debian:12.15/oldstable [amd64])
Conf openssh-client (1:9.2p1-2+deb12u10 Debian:12.15/oldstable [amd64])
`

describe('the Debian packages that a script needs', () => {
  it('are those of a group; some only where root tries more', () => {
    expect(needsOf('check', true)).to.deep.equal([
      {command: 'perl', pkg: 'perl-base'},
      {command: 'shellcheck', pkg: 'shellcheck'},
    ])
    expect(needsOf('check', false)).to.deep.equal(needsOf('check', true))
    const names = (isRoot: boolean): string[] => needsOf('tests', isRoot).map(({command}) => command)
    expect(names(false)).to.include.members(['sshd', 'busybox', 'zsh']).and.not.include.members(['csh'])
    expect(names(true).filter((name) => !names(false).includes(name))).to.deep.equal([
      'csh',
      'useradd',
      'userdel',
      'chpasswd',
    ])
  })

  it('are named before they are installed, each once, and how long that takes', () => {
    expect(sayStart('tests', missing('tests', 'ssh', 'ssh-add', 'sshd', 'xmllint'))).to.equal(
      [
        'the tests need tools that are missing; as root, apt-get installs these Debian packages now, in about half a minute:',
        '  openssh-client (for ssh, ssh-add)',
        '  openssh-server (for sshd)',
        '  libxml2-utils (for xmllint)',
      ].join('\n'),
    )
  })

  it('are asked for alone: what is here is neither upgraded nor removed for its own sake', () => {
    expect(aptWords(missing('check', 'shellcheck'))).to.deep.equal([
      'install',
      '--no-install-recommends',
      '--no-upgrade',
      '--no-remove',
      'shellcheck',
    ])
  })

  it('bring others with them, and may need others to be newer: both are named before', () => {
    const needs = missing('tests', 'sshd', 'xmllint')
    const plan = readPlan(simulated)
    expect(plan).to.deep.equal({
      fresh: ['openssh-sftp-server', 'openssh-server', 'libxml2-utils'],
      upgraded: ['openssh-client', 'libxml2'],
    })
    expect(sayPlan(needs, plan)).to.equal(
      [
        'they depend on these, which are installed too: openssh-sftp-server',
        'they need these, which are here, in a newer version, so that they are upgraded: openssh-client, libxml2',
      ].join('\n'),
    )
    expect(sayPlan(needs, {fresh: ['openssh-server', 'libxml2-utils'], upgraded: []})).to.equal('')
  })

  it('are named where they cannot be installed, with the commands that are missing', () => {
    expect(sayLacking('tests', missing('tests', 'csh', 'ssh', 'ssh-add'))).to.equal(
      'Error: the tests need ssh, ssh-add, csh\nNext: apt-get install openssh-client csh',
    )
    expect(sayLacking('check', missing('check', 'shellcheck'))).to.equal(
      'Error: the checks need shellcheck\nNext: apt-get install shellcheck',
    )
  })
})
