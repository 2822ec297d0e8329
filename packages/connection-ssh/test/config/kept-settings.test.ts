import {expect} from 'chai'
import {chmodSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {SshConfigOptions} from '../../src/config/resolved-ssh.js'
import {resolveSshConfig} from '../../src/config/ssh-config.js'
import {scratch} from '../targets.js'

/** An ssh that counts how often it is asked. */
const counting = `#!/bin/sh\necho . >> "$COUNT"\nexec /usr/bin/ssh "$@"\n`

describe('what ssh -G says is kept', () => {
  it('as long as nothing has changed that decides about it', async () => {
    await using folder = scratch()
    const place = placeIn(folder.path)
    const {ask, asked} = place
    place.write('Host west\n Port 2222\n')
    expect([await ask(), await ask(), asked()]).to.deep.equal([2222, 2222, 1])
    place.write('Host west\n Port 2223\n')
    expect([await ask(), await ask(), asked()]).to.deep.equal([2223, 2223, 2])
    utimesSync(place.configFile, 1, 1)
    expect([await ask(), asked()]).to.deep.equal([2223, 3])
    writeFileSync(join(folder.path, 'ssh'), `${counting}# another one\n`)
    expect([await ask(), asked()]).to.deep.equal([2223, 4])
    expect([await ask({user: 'al'}), await ask({user: 'al'}), asked()]).to.deep.equal([2223, 2223, 5])
    const more = {SSH_AUTH_SOCK: '/another'}
    expect([await ask({env: {...place.env, ...more}}), asked()]).to.deep.equal([2223, 6])
  })

  it('with the files that it includes, and the variables that they name', async () => {
    await using folder = scratch()
    const place = placeIn(folder.path)
    const {ask, asked} = place
    const included = folder.file('included', 'Host west\n IdentityFile ${KEYS}/one\n')
    place.write(`Include ${included}\nHost west\n Port 2222\n`)
    expect([await ask(), await ask(), asked()]).to.deep.equal([2222, 2222, 1])
    writeFileSync(included, 'Host west\n Port 2223\n IdentityFile ${KEYS}/one\n')
    expect([await ask(), await ask(), asked()]).to.deep.equal([2223, 2223, 2])
    expect([await ask({env: {...place.env, KEYS: '/k'}}), asked()]).to.deep.equal([2223, 3])
  })

  it('never where a program or the network decides', async () => {
    await using folder = scratch()
    const {ask, asked, write} = placeIn(folder.path)
    write('Match exec true\n Port 2222\n')
    expect([await ask(), await ask(), asked()]).to.deep.equal([2222, 2222, 2])
  })

  it('in a folder of the user alone, else nowhere; what is damaged is asked anew', async () => {
    await using folder = scratch()
    const {ask, asked, write, cache} = placeIn(folder.path)
    write('Host west\n Port 2222\n')
    mkdirSync(cache, {recursive: true, mode: 0o777})
    chmodSync(cache, 0o777)
    expect([await ask(), await ask(), asked()]).to.deep.equal([2222, 2222, 2])
    chmodSync(cache, 0o700)
    await ask()
    const [name = ''] = readdirSync(cache)
    expect(readFileSync(join(cache, name), 'utf8')).to.include('port 2222')
    writeFileSync(join(cache, name), 'port 1\n')
    expect([await ask(), asked()]).to.deep.equal([2222, 4])
  })
})

function placeIn(folder: string) {
  const [configFile, count, sshPath] = ['config', 'count', 'ssh'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(sshPath, counting, {mode: 0o755})
  writeFileSync(count, '')
  const env = {...process.env, COUNT: count, KEYS: '/keys', GT_CACHE_DIR: join(folder, 'cache')}
  return {
    configFile,
    env,
    cache: join(folder, 'cache', 'ssh-config'),
    write: (text: string) => writeFileSync(configFile, text),
    ask: async (options: SshConfigOptions = {}) =>
      (await resolveSshConfig('west', {configFile, sshPath, env, ...options})).port,
    asked: () => readFileSync(count, 'utf8').length / 2,
  }
}
