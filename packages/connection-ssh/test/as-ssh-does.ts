import {rounds} from '../../../test/support/rounds.js'

/** Where gt differs from ssh, on purpose. */
interface Known {
  readonly printed: string | undefined
  readonly because: string
}

/**
 * Lines of ssh_config, lines of sshd_config, and what the command prints that is run: `in` and the variable LC_A of there,
 * undefined where ssh does not run it. `{folder}` is the server's.
 */
export type SettingRow = readonly [client: string, server: string, printed: string | undefined, known?: Known]

const no = undefined

const ofAlgorithms: readonly SettingRow[] = [
  ['Ciphers aes256-gcm@openssh.com', '', 'in'],
  ['Ciphers aes128-cbc', '', no],
  ['PubkeyAcceptedAlgorithms rsa-sha2-512', '', no],
  ['', 'Ciphers aes128-cbc', no],
  ['', 'KexAlgorithms sntrup761x25519-sha512@openssh.com', 'in'],
  ['HostKeyAlgorithms rsa-sha2-512', '', no],
  ['Ciphers chacha20-poly1305@openssh.com', '', 'in'],
  ['Ciphers aes128-ctr', '', 'in'],
  ['Ciphers +aes128-cbc', '', 'in'],
  ['Ciphers -aes*', 'Ciphers aes128-ctr', no],
  ['Ciphers aes128-ctr\nMACs umac-64-etm@openssh.com', '', 'in'],
  ['Ciphers aes128-ctr\nMACs hmac-sha1', '', 'in'],
  ['Ciphers aes128-ctr\nMACs hmac-md5', '', no],
  ['KexAlgorithms curve25519-sha256', '', 'in'],
  ['KexAlgorithms ecdh-sha2-nistp256', '', no],
  ['HostKeyAlgorithms ssh-ed25519', '', 'in'],
  ['HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com', '', no],
  ['PubkeyAcceptedAlgorithms ssh-ed25519', '', 'in'],
  ['', 'Ciphers aes256-gcm@openssh.com', 'in'],
  ['', 'Ciphers chacha20-poly1305@openssh.com', 'in'],
  ['', 'Ciphers aes128-ctr\nMACs hmac-sha1', 'in'],
  ['', 'Ciphers aes128-ctr\nMACs umac-128@openssh.com', 'in'],
  ['', 'Ciphers aes128-ctr\nMACs hmac-md5', no],
  ['', 'KexAlgorithms ecdh-sha2-nistp521', 'in'],
  ['', 'KexAlgorithms diffie-hellman-group14-sha256', 'in'],
  ['', 'KexAlgorithms diffie-hellman-group14-sha1', no],
  ['', 'PubkeyAcceptedAlgorithms rsa-sha2-512', no],
]

const ofPlaces: readonly SettingRow[] = [
  ['HostKeyAlias other', '', no],
  ['BindAddress 192.0.2.1', '', no],
  ['AddressFamily inet6', '', no],
  ['Host west\n ProxyCommand ssh -F {folder}/client_config -W %h:%p hop', '', 'in'],
  ['Host west\n ProxyJump hop', '', 'in'],
  ['Host west\n ProxyJump hop', 'AllowTcpForwarding no', no],
  ['Port 1', '', no],
  ['HostName no-such-host.invalid', '', no],
  // Nobody said that its key is trusted by that name.
  ['HostName localhost', '', no],
  ['AddressFamily inet', '', 'in'],
  ['BindAddress 127.0.0.2', '', 'in'],
  ['BindInterface lo', '', 'in'],
  ['BindInterface none0', '', no],
  ['ProxyCommand false', '', no],
  ['ProxyCommand none', '', 'in'],
  ['ProxyJump none', '', 'in'],
  ['Host west\n ProxyJump hop\nHost hop\n Port 1', '', no],
  ['Host west\n ProxyJump hop', 'DisableForwarding yes', no],
  ['ConnectTimeout 5\nConnectionAttempts 2\nTCPKeepAlive no\nServerAliveInterval 1\nServerAliveCountMax 1', '', 'in'],
  ['CanonicalizeHostname yes\nCanonicalDomains example.invalid', '', 'in'],
]

const ofLogins: readonly SettingRow[] = [
  ['PubkeyAuthentication no', '', no],
  ['PreferredAuthentications password', '', no],
  ['IdentityFile "{folder}/two words/key"', '', 'in'],
  ['IdentityFile {folder}/host_ed25519\nIdentityFile {folder}/client', 'MaxAuthTries 1', no],
  ['RevokedHostKeys {folder}/revoked', '', no],
  ['', 'AuthorizedKeysFile none', no],
  ['User no-such-user', '', no],
  ['IdentityFile {folder}/client', '', 'in'],
  ['IdentityFile {folder}/none\nIdentityFile {folder}/client\nIdentitiesOnly yes', '', 'in'],
  ['IdentityFile {folder}/none', '', no],
  ['IdentityFile {folder}/host_ed25519\nIdentityFile {folder}/client', '', 'in'],
  ['IdentitiesOnly yes', 'MaxAuthTries 1', 'in'],
  ['CertificateFile {folder}/none', '', 'in'],
  ['PreferredAuthentications keyboard-interactive,publickey', '', 'in'],
  ['NumberOfPasswordPrompts 0', '', 'in'],
  ['GSSAPIAuthentication yes\nHostbasedAuthentication yes', '', 'in'],
  ['PasswordAuthentication no\nKbdInteractiveAuthentication no', '', 'in'],
  ['VerifyHostKeyDNS yes\nHashKnownHosts yes\nCheckHostIP yes\nUpdateHostKeys yes', '', 'in'],
  ['', 'PasswordAuthentication yes\nAuthenticationMethods publickey,password', no],
  ['', 'PubkeyAuthentication no', no],
  ['', 'AllowUsers no-such-user', no],
  ['', 'LoginGraceTime 5\nUseDNS yes', 'in'],
]

const ofSessions: readonly SettingRow[] = [
  ['SetEnv LC_A=set', '', 'in set'],
  ['RemoteCommand echo other', '', no, {printed: 'in', because: 'which has a command of its own'}],
  ['Include {folder}/included', '', 'in included'],
  ['', 'ForceCommand echo forced', 'forced'],
  ['', 'Compression no\nRekeyLimit 1K', 'in'],
  ['', 'Banner /etc/services', 'in'],
  ['', '', 'in'],
  [
    'SendEnv LC_*',
    '',
    'in sent',
    {printed: 'in', because: 'since every Debian has that line, and it changes nothing for gt'},
  ],
  ['SendEnv OTHER_*', '', 'in'],
  ['Compression yes\nRekeyLimit 1K\nIPQoS none', '', 'in'],
  ['RequestTTY force\nEscapeChar none', '', 'in'],
  ['StdinNull yes\nLogLevel QUIET\nVisualHostKey yes', '', 'in'],
  ['ForwardAgent yes\nForwardX11 yes\nGatewayPorts yes', '', 'in'],
  [
    'PermitLocalCommand yes\nLocalCommand echo local',
    '',
    'local\nin',
    {printed: 'in', because: 'which runs nothing here'},
  ],
  ['ControlMaster auto\nControlPath {folder}/%C', '', 'in'],
  ['Match exec "test %n = west"\n SetEnv LC_A=%n', '', 'in %n'],
  ['Match exec false\n Port 1', '', 'in'],
  ['Match host 127.0.0.1 originalhost w*\n SetEnv LC_A=match', '', 'in'],
  ['Match originalhost w* localuser *\n SetEnv LC_A=match', '', 'in match'],
  ['Match final\n SetEnv LC_A=final', '', 'in final'],
  ['Host w?st !west\n Port 1', '', 'in'],
  ['Host !east *\n SetEnv LC_A=all', '', 'in all'],
  ['', 'ForceCommand internal-sftp', no],
  ['', 'PermitTTY no\nX11Forwarding yes\nPrintLastLog no', 'in'],
  ['', 'MaxSessions 1', 'in'],
  ['', 'MaxSessions 0', no],
  ['', 'VersionAddendum an unusually talkative server (of the test)', 'in'],
]

/** `npm test` tries the first ones of each sort. */
const most = rounds(3, Infinity)

export const asSshDoes: readonly SettingRow[] = [ofAlgorithms, ofPlaces, ofLogins, ofSessions].flatMap((rows) =>
  rows.slice(0, most),
)
