import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {instance, setEnvironment, whereIs} from '../../../test/support/gcloud.js'
import {startIapRelay, type IapRelay} from '../../../test/support/iap-relay.js'
import {few} from '../../../test/support/rounds.js'
import {skipAllBecause} from '../../../test/e2e/skip-because.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {connectTo, gcpTarget} from './gcp-targets.js'

const hasGcloud = whereIs('gcloud') !== undefined
const hasOpenssl = whereIs('openssl') !== undefined

describe('reaching an instance, with the real gcloud and a Compute Engine API on loopback', function () {
  this.timeout(120_000)
  let sshd: Sshd
  let server: Server
  let answer: {status: number; body: object}
  const paths: string[] = []
  let undo = (): void => undefined
  let config: string

  before(async function () {
    if (!hasGcloud) skipAllBecause(this, 'gcloud is not installed')
    sshd = await startSshd()
    server = createServer((request, response) => {
      paths.push(`${request.method ?? ''} ${new URL(request.url ?? '', 'http://x').pathname}`)
      response.writeHead(answer.status, {'content-type': 'application/json'}).end(JSON.stringify(answer.body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    config = mkdtempSync(join(realpathSync(tmpdir()), 'gt-gcloud-'))
    undo = setEnvironment({
      CLOUDSDK_CONFIG: config,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `http://127.0.0.1:${(server.address() as AddressInfo).port}/compute/v1/`,
    })
  })
  after(async () => {
    if (!hasGcloud) return
    undo()
    server.closeAllConnections()
    server.close()
    await sshd.stop()
    rmSync(config, {recursive: true})
  })

  it('that runs', async () => {
    answer = {status: 200, body: instance()}
    await using connection = connectTo(gcpTarget(sshd))
    const {stdout} = await connection.execute(['echo', 'there'], {effect: 'read'})
    expect(stdout.toString()).to.equal('there\n')
    expect(paths).to.deep.equal(['GET /compute/v1/projects/p/zones/us-west1-b/instances/w1'])
  })
  // Each starts gcloud, which takes seconds of a processor.
  for (const [name, status, body, code] of (
    [
      [
        'that is not there',
        404,
        refusal(404, 'notFound', "The resource 'projects/p/zones/us-west1-b/instances/w1' was not found"),
        'GT_MACHINE_UNREACHABLE',
      ],
      [
        'that we may not look at',
        403,
        refusal(
          403,
          'forbidden',
          "Required 'compute.instances.get' permission for 'projects/p/zones/us-west1-b/instances/w1'",
        ),
        'GT_AUTH_FAILED',
      ],
    ] as const
  ).slice(0, few ? 1 : 2)) {
    it(name, async () => {
      answer = {status, body}
      await using connection = connectTo(gcpTarget(sshd))
      const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
      expect(isGtError(error) && error.code, String(error)).to.equal(code)
    })
  }
  describe('through its own tunnel, to a relay on loopback', () => {
    let relay: IapRelay | undefined
    let restore = (): void => undefined
    before(async function () {
      if (!hasOpenssl) skipAllBecause(this, 'openssl is not installed')
      relay = await startIapRelay(sshd)
      const bin = join(config, 'bin')
      mkdirSync(bin)
      // Flags of gcloud's for its own tests say where the proxy is and that nobody vouches for it.
      const script = `#!/bin/sh
case "$2" in start-iap-tunnel) set -- "$@" --iap-tunnel-url-override=${relay.url} --iap-tunnel-insecure-disable-websocket-cert-check ;; esac
exec '${whereIs('gcloud') ?? ''}' "$@"
`
      writeFileSync(join(bin, 'gcloud'), script, {mode: 0o755})
      writeFileSync(join(config, 'token'), 'a token of nobody')
      restore = setEnvironment({
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'false',
        CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(config, 'token'),
      })
      answer = {status: 200, body: instance({}, '192.0.2.1')}
    })
    after(async () => {
      restore()
      await relay?.close()
    })

    // Each starts gcloud twice, which takes seconds.
    for (const transport of few ? (['ssh2'] as const) : (['ssh2', 'openssh'] as const)) {
      it(`by ${transport}`, async () => {
        await using connection = connectTo(gcpTarget(sshd, {iap: true, transport, connectTimeoutMs: 60_000}))
        // Much more, both ways at once, can bring gcloud's tunnel to a standstill: its sender waits for room in its own queue.
        const input = 'x'.repeat(20 * 1024)
        const {stdout} = await connection.execute(['cat'], {effect: 'read', input})
        expect(stdout.toString() === input).to.equal(true)
        expect(Object.fromEntries(relay?.asked.at(-1) ?? [])).to.include({
          project: 'p',
          zone: 'us-west1-b',
          instance: 'w1',
          port: String(sshd.port),
        })
      })
    }
    const refusals = [
      [4033, 'not authorized', 'GT_AUTH_FAILED', 'openssh'],
      [4003, 'failed to connect to backend', 'GT_MACHINE_UNREACHABLE', 'ssh2'],
    ] as const
    for (const [code, reason, expected, transport] of few ? [] : refusals) {
      it(`which refuses ${transport}: ${reason}`, async () => {
        relay?.refuse(code, reason)
        await using connection = connectTo(gcpTarget(sshd, {iap: true, transport, connectTimeoutMs: 60_000}))
        const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
        expect(isGtError(error) && error.code, String(error)).to.equal(expected)
        expect(error).to.have.property('message').that.contains(`(${code})`)
      })
    }
  })
  it('without being logged in', async () => {
    const restore = setEnvironment({CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'false'})
    try {
      await using connection = connectTo(gcpTarget(sshd))
      const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
      expect(isGtError(error) && [error.code, error.hint], String(error)).to.deep.equal([
        'GT_AUTH_FAILED',
        'log in: gcloud auth login',
      ])
    } finally {
      restore()
    }
  })
})

/** As Google's APIs say no. */
function refusal(code: number, reason: string, message: string): object {
  return {error: {code, message, errors: [{message, domain: 'global', reason}]}}
}
