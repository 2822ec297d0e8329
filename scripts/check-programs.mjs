// Has perl and shellcheck read every program in their languages: whole, as it is sent, and the scripts of this repository.
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import process from 'node:process'
import {partsOf, remotePrograms} from './remote-programs.mjs'
import {root} from './run.mjs'
import {ensureSystemTools} from './system-tools.mjs'

const scripts = ['gt', '.ci/run', 'scripts/smoke', 'src/completion/scripts/gt.bash']

ensureSystemTools('check')
const problems = await Promise.all([
  ...Object.entries(remotePrograms).flatMap(([folder, programs]) =>
    programs.map(async (program) => problemsIn(await partsOf(folder, program), program.given)),
  ),
  ...scripts.map((file) => problemsIn([{file, text: readFileSync(join(root, file), 'utf8')}])),
])
for (const problem of problems.flat()) console.error(problem)
if (problems.flat().length > 0) process.exit(1)

function problemsIn(parts, given = []) {
  return parts[0].file.endsWith('.pl') ? perlProblems(parts) : shellProblems(parts, given)
}

/** As it is compiled where it runs; the parts keep their names and lines by perl's own directive. */
function perlProblems(parts) {
  const text = parts.map((part) => `#line 1 "${part.file}"\n${part.text}`).join('')
  const {status, stderr} = checker('perl', ['-cw'], text)
  return status === 0 && stderr.trim() === '- syntax OK' ? [] : [stderr.trim()]
}

/** In the dialect that the first line names, or POSIX sh where there is none. */
function shellProblems(parts, given) {
  const before = given.map((name) => `${name}=\nexport ${name}\n`).join('')
  const isWhole = /^#(!|.*shellcheck shell=)/.test(parts[0].text)
  const text = `${before}${parts.map((part) => part.text).join('')}`
  const {stdout} = checker('shellcheck', [...(isWhole ? [] : ['-s', 'sh']), '-f', 'json', '-'], text)
  return JSON.parse(stdout).map(({line, code, message}) => {
    const {file, at} = placeOf(parts, line - 2 * given.length)
    return `${file}:${at}: ${message} [SC${code}]`
  })
}

function placeOf(parts, line) {
  let at = line
  for (const {file, text} of parts) {
    const lines = text.split('\n').length - 1
    if (at <= lines) return {file, at}
    at -= lines
  }
  return {file: parts.at(-1).file, at}
}

function checker(command, args, input) {
  const result = spawnSync(command, args, {cwd: root, input, encoding: 'utf8'})
  if (result.error) throw result.error
  return result
}
