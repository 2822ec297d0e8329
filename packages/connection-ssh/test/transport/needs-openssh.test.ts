import {expect} from 'chai'
import {chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {needsOpenSsh} from '../../src/transport/needs-openssh.js'
import {resolveSshConfig} from '../../src/config/ssh-config.js'

/** Each row: a configuration, the types of the keys that are trusted, and the reasons. */
const table: readonly (readonly [string, readonly string[], readonly RegExp[]])[] = [
  ['', [], []],
  ['', ['ssh-ed25519', 'ssh-rsa'], []],
  ['CertificateFile /c-cert.pub', [], [/^\/c-cert\.pub is a certificate to log in with$/]],
  ['PKCS11Provider /lib/p.so', [], [/smart card \(PKCS11Provider \/lib\/p\.so\)/]],
  ['PreferredAuthentications gssapi-with-mic\nGSSAPIAuthentication yes', [], [/allows only gssapi-with-mic to log in/]],
  ['PreferredAuthentications gssapi-with-mic,publickey', [], []],
  ['PreferredAuthentications hostbased,publickey\nPubkeyAuthentication no', [], [/allows only hostbased, publickey/]],
  ['GSSAPIAuthentication yes', [], []],
  ['RevokedHostKeys /krl', [], [/revoked keys are listed in \/krl/]],
  ['KnownHostsCommand /bin/true', [], [/KnownHostsCommand/]],
  ['VerifyHostKeyDNS yes', [], [/VerifyHostKeyDNS/]],
  ['ProxyCommand x\nProxyUseFdpass yes', [], [/ProxyUseFdpass/]],
  ['KexAlgorithms sntrup761x25519-sha512@openssh.com', [], [/only kexalgorithms/, /chooses kexalgorithms$/]],
  ['KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256', [], [/chooses kexalgorithms$/]],
  ['Ciphers aes256-gcm@openssh.com', [], [/chooses ciphers$/]],
  ['Host other\n  Ciphers aes256-gcm@openssh.com', [], []],
  ['Host w*\n  MACs hmac-sha2-256', [], [/chooses macs$/]],
  ['HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com', [], [/only hostkeyalgorithms/, /chooses hostkeyalgorithms$/]],
  ['PubkeyAcceptedKeyTypes rsa-sha2-512', [], [/chooses pubkeyacceptedalgorithms$/]],
  ['BindAddress 127.0.0.2', [], [/sets bindaddress 127\.0\.0\.2$/]],
  ['BindInterface lo', [], [/sets bindinterface lo$/]],
  ['AddressFamily inet', [], [/sets addressfamily inet$/]],
  ['AddressFamily any', [], []],
  ['SetEnv A=b', [], [/sets setenv A=b$/]],
  ['SendEnv LANG LC_*', [], []],
  ['SendEnv LANG LC_* SECRET_*', [], [/sends variables \(SendEnv SECRET_\*\)$/]],
  ['ServerAliveInterval 5\nCompression yes\nConnectTimeout 3', [], []],
  ['', ['ssh-ed25519-cert-v01@openssh.com'], [/certification authority \(@cert-authority\) only/]],
  ['', ['ssh-ed25519-cert-v01@openssh.com', 'ssh-rsa'], []],
  ['', ['sk-ssh-ed25519@openssh.com'], [/known by keys of type sk-ssh-ed25519@openssh\.com only/]],
  ['ControlPath ~/c-%C\nControlMaster auto', [], []],
]

describe('needsOpenSsh', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gt-needs-')))
  const configFile = join(folder, 'config')
  after(() => rmSync(folder, {recursive: true, force: true}))

  for (const [text, known, reasons] of table) {
    it(`gives ${reasons.length || 'no'} reason for ${JSON.stringify(text)} and [${known.join()}]`, async () => {
      writeFileSync(configFile, `IdentityFile none\n${text}\n`)
      const given = needsOpenSsh(await resolveSshConfig('west', {configFile}), known)
      expect(given).to.have.length(reasons.length)
      reasons.forEach((reason, index) => expect(given[index]).to.match(reason))
    })
  }

  it('names the key on a security key and the certificate beside a key', async () => {
    writeFileSync(join(folder, 'card'), '', {mode: 0o600})
    writeFileSync(join(folder, 'card.pub'), 'sk-ssh-ed25519@openssh.com AAAA')
    writeFileSync(join(folder, 'card-cert.pub'), '')
    writeFileSync(configFile, `IdentityFile ${folder}/card\n`)
    expect(needsOpenSsh(await resolveSshConfig('west', {configFile}), [])).to.deep.equal([
      `${folder}/card-cert.pub is a certificate to log in with`,
      `${folder}/card lies on a security key (sk-ssh-ed25519@openssh.com)`,
    ])
  })

  it('names a key that others may read', async () => {
    const key = join(folder, 'open')
    writeFileSync(key, '')
    writeFileSync(configFile, `IdentityFile ${key}\n`)
    chmodSync(key, 0o600)
    expect(needsOpenSsh(await resolveSshConfig('west', {configFile}), [])).to.deep.equal([])
    chmodSync(key, 0o640)
    expect(needsOpenSsh(await resolveSshConfig('west', {configFile}), [])).to.deep.equal([
      `${key} may be read by others, and ssh refuses it`,
    ])
  })
})
