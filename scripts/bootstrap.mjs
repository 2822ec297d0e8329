// Makes a checkout ready to run: dependencies, then the build, each only when it is missing or out of date.
// Needs nothing but Node, npm and the checkout. Two at once wait for each other.
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, openSync, statSync, utimesSync, writeFileSync, closeSync} from 'node:fs'
import {join} from 'node:path'
import process from 'node:process'
import {pathToFileURL} from 'node:url'
import {root, run} from './run.mjs'

const installed = join(root, 'node_modules', '.gt-installed')
const built = join(root, 'node_modules', '.gt-built')

/** @param {{force?: boolean}} options force: build even when nothing seems to have changed */
export async function bootstrap({force = false} = {}) {
  refuseOldNode()
  const release = await lock()
  try {
    if (isStale(installed, ['package-lock.json'])) {
      console.error('gt: installing dependencies (first use only, about a minute)')
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], toStderr)
      touch(installed)
    }
    if (force || isStale(built, ['package-lock.json', join('.git', 'logs', 'HEAD')])) {
      console.error('gt: building')
      await run('node', ['scripts/build.mjs'], toStderr)
      touch(built)
    }
  } finally {
    release()
  }
}

const toStderr = {stdio: ['ignore', 2, 2]}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Error: gt needs Node.js 20.19 or later, this is ${process.version}\nNext: install a newer Node.js`)
  process.exit(3)
}

function isStale(stamp, sources) {
  if (!existsSync(stamp)) return true
  const made = statSync(stamp).mtimeMs
  return sources.some((file) => existsSync(join(root, file)) && statSync(join(root, file)).mtimeMs > made)
}

function touch(stamp) {
  mkdirSync(join(root, 'node_modules'), {recursive: true})
  closeSync(openSync(stamp, 'a'))
  utimesSync(stamp, new Date(), new Date())
}

/** flock(1) where there is one; it lets go when this process ends, however it ends. */
async function lock() {
  const file = join(root, '.gt-bootstrap.lock')
  writeFileSync(file, '', {flag: 'a'})
  const child = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => {
    child.on('error', resolve)
    child.on('close', resolve)
    child.stdout?.once('data', resolve)
  })
  return () => child.stdin?.end()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bootstrap()
