// Makes a checkout ready to run: dependencies, then the build, each only when it is missing or out of date.
// Needs nothing but Node, npm and the checkout. Two at once wait for each other.
import {spawn} from 'node:child_process'
import {closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import process from 'node:process'
import {pathToFileURL} from 'node:url'
import {root, run} from './run.mjs'

const installed = join(root, 'node_modules', '.gt-installed')
const built = join(root, 'node_modules', '.gt-built')

export async function bootstrap() {
  refuseOldNode()
  const release = await lock()
  try {
    if (isStale(installed, ['package-lock.json'])) {
      console.error('gt: installing dependencies (first use only, about a minute)')
      await installDependencies()
      touch(installed)
    }
    if (
      !existsSync(join(root, 'dist', 'gt.cjs')) ||
      isStale(built, ['package-lock.json', join('.git', 'logs', 'HEAD'), ...sources()])
    ) {
      console.error('gt: building')
      await run('node', ['scripts/build.mjs'], toStderr)
      touch(built)
    }
  } finally {
    release()
  }
}

const toStderr = {stdio: ['ignore', 2, 2]}
const again = 'then run the same command again'

/** npm's own words are many: what is shown is its reason. What it has fetched by then it need not fetch again. */
async function installDependencies() {
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const interrupt = (signal) => {
    child.kill(signal)
    end('interrupted while the dependencies of gt were installed', 'run the same command again', 130)
  }
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const code = await new Promise((resolve) => {
    child.on('error', ({code}) => resolve(code))
    child.on('close', resolve)
  })
  process.off('SIGINT', interrupt)
  process.off('SIGTERM', interrupt)
  if (code === 0) return
  if (code === 'ENOENT')
    end('gt needs npm to install its dependencies, and there is no npm on PATH', `install npm, ${again}`)
  const reason = /^npm (?:error|ERR!) (?!code |errno |syscall |type |A complete log)(.+)$/m.exec(said)?.[1]
  end(
    `the dependencies of gt could not be installed: ${reason ?? `npm ended with ${code}`}`,
    `see that the network and npm's registry can be reached (npm ping), ${again}`,
  )
}

function end(error, next, code = 3) {
  console.error(`Error: ${error}\nNext: ${next}`)
  process.exit(code)
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  end(`gt needs Node.js 20.19 or later, this is ${process.version}`, `install a newer Node.js, ${again}`)
}

/** Whatever the build reads, folders too: they change when a file in them goes. */
function sources() {
  const parts = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  const folders = ['', ...parts].flatMap((part) => ['src', 'schemas'].map((name) => join(part, name)))
  const files = ['', ...parts].map((part) => join(part, 'package.json'))
  return ['bin', 'scripts', ...folders]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => [
      folder,
      ...readdirSync(join(root, folder), {recursive: true}).map((name) => join(folder, name)),
    ])
    .concat('tsconfig.json', files)
}

function isStale(stamp, paths) {
  if (!existsSync(stamp)) return true
  const made = statSync(stamp).mtimeMs
  return paths.some((file) => existsSync(join(root, file)) && statSync(join(root, file)).mtimeMs > made)
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
