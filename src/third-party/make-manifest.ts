import {deferred, within} from '@gt-town/waiting'
import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {noCommands, type ManifestAnswer, type ManifestSource} from './manifest-source.js'
import {readManifest} from './read-manifest.js'

const deadlineMs = 10_000
const maxBytes = 8 * 1024 * 1024

/**
 * Makes the manifest of a plugin in a process of its own, since that imports each of its command files: one that hangs, loops or
 * exits ends that process and nothing else.
 * @returns what commands were found, and a problem where not all of them were; never rejects for what the plugin does
 */
export async function makeManifest(source: ManifestSource): Promise<ManifestAnswer> {
  const words = [...process.execArgv, program(), source.root, String(deadlineMs), String(process.pid)]
  // A group of its own, so that what the plugin starts ends with it.
  const child = spawn(process.execPath, words, {detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe']})
  const chunks: Buffer[] = []
  let bytes = 0
  let problem: string | undefined
  const end = (why: string): void => {
    problem ??= why
    if (child.pid !== undefined) endGroup(child.pid)
  }
  const [, , , output] = child.stdio
  output?.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if ((bytes += chunk.length) > maxBytes) end(`its commands are more than ${maxBytes} bytes`)
  })
  const {promise: ended, resolve} = deferred<string>()
  child.on('error', (error) => resolve(`Node.js could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    end('')
    resolve(signal === null ? `code ${code}` : signal)
  })
  const ending = await within(deadlineMs, ended, async () => {
    end(`its commands did not load within ${deadlineMs / 1000} s`)
    return ended
  })
  // What was written before the end may still be on its way; whoever holds the pipe open was ended with the group.
  if (output && !output.destroyed && 'readableEnded' in output && !output.readableEnded) {
    await new Promise((resolve) => output.once('close', resolve))
  }
  if (problem) return noCommands(source, problem)
  return answerOf(Buffer.concat(chunks).toString(), ending, source)
}

function answerOf(text: string, ending: string, source: ManifestSource): ManifestAnswer {
  if (text === '') return noCommands(source, `its commands ended the process that loaded them (${ending})`)
  const line = text.indexOf('\n')
  const read = readManifest(text.slice(line + 1))
  if ('problem' in read) return noCommands(source, read.problem)
  const [first, ...rest] = JSON.parse(text.slice(0, line)) as string[]
  if (first === undefined) return read
  return {...read, problem: rest.length === 0 ? first : `${first} (and ${rest.length} more)`}
}

/** The compiled file beside this one, also where this one is in the bundle; the source where the sources run. */
function program(): string {
  const name = import.meta.url.endsWith('.ts') ? 'manifest-program.ts' : 'manifest-program.js'
  return fileURLToPath(new URL(import.meta.url.endsWith('.cjs') ? `third-party/${name}` : name, import.meta.url))
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended, and all that it started.
  }
}
