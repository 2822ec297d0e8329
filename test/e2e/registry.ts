import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

export interface Registry {
  readonly url: string
  close(): Promise<void>
}

export interface Published {
  name: string
  version: string
  /** path of its .tgz */
  file: string
}

/**
 * A registry of packages on loopback that knows only these; the last of a name is its `latest`.
 * Format: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
export async function startRegistry(packages: readonly Published[]): Promise<Registry> {
  let url = ''
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1)
    const tarball = packages.find((one) => path === `${one.name}/-/${one.version}.tgz`)
    const versions = packages.filter(({name}) => name === path)
    if (tarball) return void response.end(readFileSync(tarball.file))
    if (versions.length > 0) return void response.end(JSON.stringify(packument(url, versions)))
    response.statusCode = 404
    response.end('{"error":"Not found"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {url, close: async () => closeServer(server)}
}

function packument(url: string, versions: readonly Published[]): object {
  return {
    name: versions[0]?.name,
    'dist-tags': {latest: versions.at(-1)?.version},
    versions: Object.fromEntries(
      versions.map(({name, version, file}) => {
        const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
        return [version, {name, version, dist: {tarball: `${url}/${name}/-/${version}.tgz`, integrity}}]
      }),
    ),
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
}
