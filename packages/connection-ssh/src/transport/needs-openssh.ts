import {loginMethods, preferredMethods} from '../config/login-methods.js'
import {isOn} from '../config/settings.js'
import {isCertificate} from '../trust/host-key.js'
import {orderedKeyTypes} from '../trust/key-types.js'
import type {ResolvedSsh} from '../config/resolved-ssh.js'

/** What ssh2 1.17 knows of each; the names of ssh_config(5). */
const supported: Readonly<Record<string, RegExp>> = {
  kexalgorithms: /^(curve25519-sha256(@libssh\.org)?|ecdh-sha2-nistp(256|384|521)|diffie-hellman-group.*)$/,
  ciphers: /^(chacha20-poly1305@openssh\.com|aes(128|192|256)-(ctr|cbc)|aes(128|256)-gcm(@openssh\.com)?)$/,
}

/**
 * Why the system's ssh has to make this connection and ssh2 cannot.
 * @param knownTypes types of the keys that are trusted for the machine, as `knownKeyTypes` gives them
 * @returns reasons in words for people; none where ssh2 will do
 */
export function needsOpenSsh(resolved: ResolvedSsh, knownTypes: readonly string[]): string[] {
  return [...ofKeys(resolved), ...ofTrust(resolved, knownTypes), ...ofProtocol(resolved), ...ofWhatItIgnores(resolved)]
}

function ofKeys({certificateFiles, identities, pkcs11Provider, raw}: ResolvedSsh): string[] {
  const certificates = [...certificateFiles, ...identities.flatMap(({certificate}) => certificate ?? [])]
  const onHardware = identities.filter(({type}) => type?.startsWith('sk-'))
  return [
    ...certificates.map((path) => `${path} is a certificate to log in with`),
    ...onHardware.map(({path, type}) => `${path} lies on a security key (${type})`),
    ...(pkcs11Provider === undefined ? [] : [`the key is on a smart card (PKCS11Provider ${pkcs11Provider})`]),
    ...(loginMethods(raw).length === 0
      ? [`the configuration allows only ${preferredMethods(raw).join(', ')} to log in with`]
      : []),
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

/** What ssh2 would connect without, as if it had not been said. */
function ofWhatItIgnores({raw, ownAlgorithms, identities}: ResolvedSsh): string[] {
  const set = (name: string, usual?: string): string[] => {
    const values = (raw.get(name) ?? []).filter((value) => value !== usual && value !== 'none')
    return values.length > 0 ? [`the configuration sets ${name} ${values.join(' ')}`] : []
  }
  // What Debian's own configuration has sent for everybody changes nothing of what gt does.
  const sent = (raw.get('sendenv') ?? []).filter((value) => !/^(LANG|LANGUAGE|LC_\S+|COLORTERM|NO_COLOR)$/.test(value))
  return [
    ...set('bindaddress'),
    ...set('bindinterface'),
    ...set('addressfamily', 'any'),
    ...set('setenv'),
    ...(sent.length > 0 ? [`the configuration sends variables (SendEnv ${sent.join(' ')})`] : []),
    ...ownAlgorithms.map((name) => `the configuration chooses ${name}`),
    ...identities.filter(({isOpen}) => isOpen).map(({path}) => `${path} may be read by others, and ssh refuses it`),
  ]
}
