// Makes the pictures of README: runs gt in a terminal, in towns made for it, and draws what was printed as SVG. Needs sshd and tmux.
//   node --conditions=gt-source --import=tsx scripts/pictures.mjs
import {spawnSync} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {startSshd} from '../test/support/sshd.ts'
import {makeProject} from './make-project.mjs'
import {root} from './run.mjs'

const columns = 100
const folder = mkdtempSync(join(tmpdir(), 'gt-'))
const home = join(folder, 'home')
const town = join(home, 'ai')
const cell = {width: 8.4, height: 18}
const escape = '\u001b'
const colours = {31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff', 90: '#8b949e'}

const sshd = await startSshd()
try {
  mkdirSync(join(home, 'bin'), {recursive: true})
  // The program that tests have for an agent.
  const agent = join(root, 'plugins', 'sessions', 'test', 'agents', 'agent.mjs')
  writeFileSync(join(home, 'bin', 'claude'), `#!/bin/sh\nexec '${process.execPath}' '${agent}' "$@"\n`)
  chmodSync(join(home, 'bin', 'claude'), 0o755)
  const project = join(home, 'gastown.git')
  makeProject(project, environment())
  picture('install', ['install', 'ai'], {cwd: home})
  gt('rig', 'add', 'gastown', project)
  for (const name of ['happy', 'joy', 'nux']) gt('polecat', 'add', `gastown/${name}`)
  rmSync(join(town, 'mayor', 'mail'), {recursive: true})
  rmSync(join(town, 'gastown', 'refinery', 'state.json'))
  picture('doctor', ['doctor', '--fix'])
  const key = [
    '--user',
    sshd.user,
    '--port',
    String(sshd.port),
    '--key',
    sshd.clientKey,
    '--fingerprint',
    sshd.fingerprint,
  ]
  for (const name of ['east', 'west']) gt('machine', 'add', name, '--host', sshd.host, ...key)
  gt('machine', 'add', 'north', '--host', '127.0.0.1', '--port', '1', '--no-verify')
  picture('machine-status', ['machine', 'status'])
  for (const name of ['happy', 'joy']) gt('session', 'start', `gastown/${name}`)
  picture('session-list', ['session', 'list', '--machine', 'local'])
  picture('status', ['status'])
  gt('down')
} finally {
  await sshd.stop()
  rmSync(folder, {recursive: true, force: true})
}

function gt(...words) {
  const options = {cwd: town, env: environment(), encoding: 'utf8'}
  const {status, stderr} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...words], options)
  // A machine that is not reached is part of the picture.
  if (status !== 0) console.error(`gt ${words.join(' ')} ended with ${status}: ${stderr}`)
}

function environment() {
  return {HOME: home, PATH: `${home}/bin:${process.env.PATH}`, LANG: 'C.UTF-8', TERM: 'xterm', GIT_CONFIG_NOSYSTEM: '1'}
}

/** What is on a terminal after `gt WORDS`, as docs/pictures/NAME.svg. */
function picture(name, words, {cwd = town} = {}) {
  const tmux = (...more) => {
    const all = ['-u', '-S', join(folder, 'tmux'), '-f', '/dev/null', ...more]
    return spawnSync('tmux', all, {cwd, env: environment(), encoding: 'utf8'}).stdout
  }
  const program = [process.execPath, join(root, 'bin', 'run.js'), ...words]
  tmux('new-session', '-d', '-x', `${columns}`, '-y', '60', 'sleep 60', ';', 'set-option', '-g', 'remain-on-exit', 'on')
  tmux('respawn-pane', '-k', ...program)
  while (tmux('display-message', '-p', '#{pane_dead}').trim() !== '1') spawnSync('sleep', ['0.1'])
  const shown = tmux('capture-pane', '-e', '-p', '-S', '-')
    .replace(/\s*Pane is dead[^]*$/, '')
    .trimEnd()
  tmux('kill-server')
  const lines = [`$ gt ${words.join(' ')}`, ...shown.replaceAll(home, '/home/me').split('\n')]
  mkdirSync(join(root, 'docs', 'pictures'), {recursive: true})
  writeFileSync(join(root, 'docs', 'pictures', `${name}.svg`), svg(lines))
}

function svg(lines) {
  const [width, height] = [columns * cell.width + 24, lines.length * cell.height + 24]
  const rows = lines.map(
    (line, at) => `<text x="12" y="${26 + at * cell.height}" xml:space="preserve">${spans(line)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`
}

/** SGR codes as styles: colours, and bold. */
function spans(line) {
  let style = ''
  return line
    .split(new RegExp(`(${escape}\\[[\\d;]*m)`))
    .map((part) => {
      const codes = new RegExp(`^${escape}\\[([\\d;]*)m$`).exec(part)?.[1]
      if (codes === undefined) return part === '' ? '' : `<tspan${style}>${escaped(part)}</tspan>`
      style = styleOf(codes.split(';'))
      return ''
    })
    .join('')
}

function styleOf(codes) {
  const colour = codes.map((code) => colours[code]).find((one) => one !== undefined)
  return `${colour === undefined ? '' : ` fill="${colour}"`}${codes.includes('1') ? ' font-weight="bold"' : ''}`
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\p{Cc}/gu, '')
}
