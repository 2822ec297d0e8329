#!/usr/bin/env -S node --conditions=gt-source --import=tsx
// Runs the sources as they are, without a build.
import process from 'node:process'
import {main} from '../src/main.ts'

process.env.NODE_ENV = 'development'
await main(process.argv.slice(2), import.meta.url)
