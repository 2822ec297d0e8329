import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {once} from 'node:events'
import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {instance, isInstalled, setEnvironment} from '../../support/gcloud.js'
import {startSshd, type Sshd} from '../../support/sshd.js'
import {connectTo, gcpTarget} from './gcp-scene.js'

const hasGcloud = isInstalled('gcloud')
const title = 'reaching an instance, with the real gcloud and a Compute Engine API on loopback'

describe(hasGcloud ? title : `${title} (skipped: gcloud is not installed)`, function () {
  this.timeout(120_000)
  let sshd: Sshd
  let server: Server
  let answer: {status: number; body: object}
  const paths: string[] = []
  let undo = (): void => undefined
  let config: string

  before(async function () {
    if (!hasGcloud) this.skip()
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
  for (const [name, status, body, code] of [
    ['that is switched off', 200, instance({status: 'TERMINATED'}), 'GT_MACHINE_STOPPED'],
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
  ] as const) {
    it(name, async () => {
      answer = {status, body}
      await using connection = connectTo(gcpTarget(sshd))
      const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
      expect(isGtError(error) && error.code, String(error)).to.equal(code)
    })
  }
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
