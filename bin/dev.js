#!/usr/bin/env -S node --conditions=gt-source --import=tsx
'use strict'
// Runs the sources as they are, without a build.
const {join} = require('node:path')

process.env.NODE_ENV = 'development'
void import('../src/main.ts').then(({main}) => main(process.argv.slice(2), join(__dirname, '..')))
