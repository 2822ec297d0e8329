import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync} from 'node:fs'
import {bundled} from '../bundled.js'
import {environment} from '../cli.js'

interface Summary {
  damages: number
  repaired: number
  reported: number
  wrong: string[]
}

/** Lets one player play its rounds in a process that modes bind. @param numbers the seed, the first round, the step, how many */
export async function play(
  player: string,
  wrapper: readonly string[],
  folder: string,
  numbers: readonly (string | number)[],
): Promise<Summary> {
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const script = await bundled(new URL(player, import.meta.url), folder)
  const [command, ...words] = [...wrapper, process.execPath, '--enable-source-maps', script]
  const args = [...words, folder, ...numbers.map(String)]
  const env = {...environment(), HOME: folder, XDG_CONFIG_HOME: folder, TMPDIR: folder, GIT_TEMPLATE_DIR: ''}
  const child = spawn(command, args, {env, stdio: ['ignore', 'pipe', 'inherit']})
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  expect(code).to.equal(0)
  return JSON.parse(Buffer.concat(output).toString()) as Summary
}

export function sumOf(summaries: readonly Summary[], key: 'damages' | 'repaired' | 'reported'): number {
  return summaries.reduce((total, one) => total + one[key], 0)
}
