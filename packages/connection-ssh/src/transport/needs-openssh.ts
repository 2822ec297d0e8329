import {isOn} from '../config/settings.js'
import {isCertificate} from '../trust/host-key.js'
import {orderedKeyTypes} from '../trust/key-types.js'
import type {ResolvedSsh} from '../config/resolved-ssh.js'

/** What ssh2 1.17 knows of each; the names of ssh_config(5). */
const supported: Readonly<Record<string, RegExp>> = {
  kexalgorithms: /^(curve25519-sha256(@libssh\.org)?|ecdh-sha2-nistp(256|384|521)|diffie-hellman-group.*)$/,
  ciphers: /^(chacha20-poly1305@openssh\.com|aes(128|192|256)-(ctr|cbc)|aes(128|256)-gcm(@openssh\.com)?)$/,
}
/** Ways to log in that ssh2 has, and the setting that turns each off. */
const methodSettings: Readonly<Record<string, string>> = {
  publickey: 'pubkeyauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
  password: 'passwordauthentication',
}

/**
 * Why the system's ssh has to make this connection and ssh2 cannot.
 * @param knownTypes types of the keys that are trusted for the machine, as `knownKeyTypes` gives them
 * @returns reasons in words for people; none where ssh2 will do
 */
export function needsOpenSsh(resolved: ResolvedSsh, knownTypes: readonly string[]): string[] {
  return [...ofKeys(resolved), ...ofTrust(resolved, knownTypes), ...ofProtocol(resolved)]
}

function ofKeys({certificateFiles, identities, pkcs11Provider, raw}: ResolvedSsh): string[] {
  const certificates = [...certificateFiles, ...identities.flatMap(({certificate}) => certificate ?? [])]
  const onHardware = identities.filter(({type}) => type?.startsWith('sk-'))
  const methods = raw.get('preferredauthentications')?.[0]?.split(',') ?? Object.keys(methodSettings)
  const left = methods.filter((method) => isEnabled(raw, methodSettings[method]))
  return [
    ...certificates.map((path) => `${path} is a certificate to log in with`),
    ...onHardware.map(({path, type}) => `${path} lies on a security key (${type})`),
    ...(pkcs11Provider === undefined ? [] : [`the key is on a smart card (PKCS11Provider ${pkcs11Provider})`]),
    ...(left.length === 0 ? [`the configuration allows only ${methods.join(', ')} to log in with`] : []),
  ]
}

function ofTrust({raw}: ResolvedSsh, knownTypes: readonly string[]): string[] {
  const set = (name: string): string | undefined => {
    const [value] = raw.get(name) ?? []
    return value === 'none' ? undefined : value
  }
  const [revoked, command] = [set('revokedhostkeys'), set('knownhostscommand')]
  const allCertificates = knownTypes.length > 0 && knownTypes.every(isCertificate)
  const plain = knownTypes.filter((type) => !isCertificate(type))
  return [
    ...(allCertificates ? ['the machine is trusted by a certification authority (@cert-authority) only'] : []),
    ...(plain.length > 0 && plain.every((type) => type.startsWith('sk-'))
      ? [`the machine is known by keys of type ${plain.join(', ')} only`]
      : []),
    ...(revoked === undefined ? [] : [`revoked keys are listed in ${revoked} (RevokedHostKeys)`]),
    ...(command === undefined ? [] : ['trusted keys come from a command (KnownHostsCommand)']),
    ...(isOn(set('verifyhostkeydns')) ? ['trusted keys come from DNS (VerifyHostKeyDNS)'] : []),
  ]
}

function ofProtocol({raw, hostKeyAlgorithms}: ResolvedSsh): string[] {
  const none = Object.entries(supported).filter(([name, pattern]) => {
    const wanted = raw.get(name)?.[0]?.split(',') ?? []
    return wanted.length > 0 && !wanted.some((word) => pattern.test(word))
  })
  const keys = hostKeyAlgorithms !== undefined && orderedKeyTypes([], hostKeyAlgorithms).length === 0
  return [
    ...[...none.map(([name]) => name), ...(keys ? ['hostkeyalgorithms'] : [])].map(
      (name) => `the configuration allows only ${name} that gt's own ssh does not have`,
    ),
    ...(isOn(raw.get('proxyusefdpass')?.[0]) ? ['the proxy command hands over a socket (ProxyUseFdpass)'] : []),
  ]
}

/** Default on; a method without a setting is one ssh2 does not have. */
function isEnabled(raw: ResolvedSsh['raw'], setting: string | undefined): boolean {
  if (setting === undefined) return false
  const [value] = raw.get(setting) ?? []
  return value === undefined || !['no', 'false'].includes(value)
}
