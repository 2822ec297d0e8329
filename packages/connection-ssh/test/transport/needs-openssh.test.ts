import {expect} from 'chai'
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
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
  ['KexAlgorithms sntrup761x25519-sha512@openssh.com', [], [/only kexalgorithms/]],
  ['KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256', [], []],
  ['Ciphers aes256-gcm@openssh.com', [], []],
  ['HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com', [], [/only hostkeyalgorithms/]],
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
    writeFileSync(join(folder, 'card'), '')
    writeFileSync(join(folder, 'card.pub'), 'sk-ssh-ed25519@openssh.com AAAA')
    writeFileSync(join(folder, 'card-cert.pub'), '')
    writeFileSync(configFile, `IdentityFile ${folder}/card\n`)
    expect(needsOpenSsh(await resolveSshConfig('west', {configFile}), [])).to.deep.equal([
      `${folder}/card-cert.pub is a certificate to log in with`,
      `${folder}/card lies on a security key (sk-ssh-ed25519@openssh.com)`,
    ])
  })
})
