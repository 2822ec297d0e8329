#!/usr/bin/env node
import {readFileSync} from 'node:fs'
import process from 'node:process'

const [word] = process.argv.slice(2)
if ((word === '--version' || word === '-v') && process.argv.length === 3) {
  // Answered before anything is loaded: shells and scripts ask this often.
  const {name, version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`)
} else {
  const {loadBundle} = await import('./bundle.js')
  const {main} = loadBundle()?.exports ?? (await import('../dist/main.js'))
  await main(process.argv.slice(2), import.meta.url)
}
