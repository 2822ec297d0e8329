import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A `gcloud` on PATH that says what the test wants, and settings of it that nobody else uses. */
export interface StandIn {
  readonly folder: string
  /** of a process that is to find it */
  readonly env: Readonly<Record<string, string>>
  /** what it does when it is asked for an instance: lines of sh */
  describe(...lines: readonly string[]): void
  /** answers with an instance, or whatever else */
  answer(document: unknown): void
  /** answers with a list of instances */
  list(documents: readonly object[]): void
  /** where its tunnels lead; or lines of sh, instead of a tunnel */
  tunnel(to: {host: string; port: number} | string): void
  /** argv of every call so far, a line each */
  calls(): string[]
  remove(): void
}

export function standInGcloud(): StandIn {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-gcloud-'))
  const [bin, config] = [join(folder, 'bin'), join(folder, 'config')]
  mkdirSync(bin)
  mkdirSync(config)
  const file = (name: string): string => join(folder, name)
  writeFileSync(
    join(bin, 'gcloud'),
    `#!/bin/sh
cd '${folder}' && echo "$@" >>calls
case "$1 $2 $3" in
'compute instances describe') . ./describe ;;
'compute instances list') cat list ;;
'compute start-iap-tunnel '*) . ./tunnel ;;
*) echo "ERROR: (gcloud) unexpected: $*" >&2; exit 2 ;;
esac
`,
  )
  chmodSync(join(bin, 'gcloud'), 0o755)
  const describe = (...lines: readonly string[]): void => writeFileSync(file('describe'), `${lines.join('\n')}\n`)
  return {
    folder,
    env: {PATH: `${bin}:${process.env['PATH'] ?? ''}`, CLOUDSDK_CONFIG: config},
    describe,
    answer: (document) => {
      writeFileSync(file('answer'), typeof document === 'string' ? document : JSON.stringify(document))
      describe('cat answer')
    },
    list: (documents) => writeFileSync(file('list'), JSON.stringify(documents)),
    tunnel: (to) => {
      const pipe = `const s = require('net').connect(process.argv[1], process.argv[2]); s.setNoDelay(); process.stdin.pipe(s).pipe(process.stdout); s.on('close', () => process.exit())`
      const lines = typeof to === 'string' ? to : `exec '${process.execPath}' -e "${pipe}" ${to.port} ${to.host}`
      writeFileSync(file('tunnel'), `${lines}\n`)
    },
    calls: () => (existsSync(file('calls')) ? readFileSync(file('calls'), 'utf8').trimEnd().split('\n') : []),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  }
}

/** Of this process, until it is undone. */
export function setEnvironment(changes: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(changes).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, changes)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
}

/** As the Compute Engine API tells of it. */
export function instance(changes: Readonly<Record<string, unknown>> = {}, address = '127.0.0.1'): object {
  const networkInterfaces = [{networkIP: '10.1.2.3', accessConfigs: [{natIP: address}]}]
  return {kind: 'compute#instance', id: '4711', name: 'w1', status: 'RUNNING', networkInterfaces, ...changes}
}

/** The whole path of a program on PATH. */
export function whereIs(program: string): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, program))
  return paths.find((path) => existsSync(path))
}
