import {expect} from 'chai'
import type {Workspace} from '@gt-town/contract'
import * as layout from '../src/index.js'

const town: Workspace = {root: '/home/ann/ai', configDir: 'mayor'}
const hidden: Workspace = {root: '/home/ann/ai', configDir: '.gastown'}
const rig = {path: '/home/ann/ai/beads'}
const run = '20261123T052509Z-1f3a'

/** What each function says, relative to the town. */
const table: Record<string, readonly [path: string, expected: string]> = {
  configFolder: [layout.configFolder(town), 'mayor'],
  configFile: [layout.configFile(town), 'mayor/config.json'],
  'configFile of the other folder': [layout.configFile(hidden), '.gastown/config.json'],
  stateFile: [layout.stateFile(town), 'mayor/state.json'],
  machinesFile: [layout.machinesFile(town), 'mayor/machines.json'],
  knownHostsFile: [layout.knownHostsFile(town), 'mayor/known_hosts'],
  bossFolder: [layout.bossFolder(town), 'mayor/boss'],
  bossStateFile: [layout.bossStateFile(town), 'mayor/boss/state.json'],
  poolFolder: [layout.poolFolder(town), 'mayor/pool'],
  sessionsFolder: [layout.sessionsFolder(town), 'mayor/sessions'],
  sessionsIgnoreFile: [layout.sessionsIgnoreFile(town), 'mayor/sessions/.gitignore'],
  sessionHookFile: [layout.sessionHookFile(town), 'mayor/sessions/event.sh'],
  sessionFiles: [layout.sessionFiles(town, 'x__').intent, 'mayor/sessions/x__.json'],
  'sessionFiles, what was printed': [layout.sessionFiles(town, 'x__').log, 'mayor/sessions/x__.log'],
  gitignoreFile: [layout.gitignoreFile(town), '.gitignore'],
  instructionsFile: [layout.instructionsFile(town), 'CLAUDE.md'],
  mailFolder: [layout.mailFolder(town), 'mayor/mail'],
  inboxFile: [layout.inboxFile(town), 'mayor/mail/inbox.jsonl'],
  outboxFolder: [layout.outboxFolder(town), 'mayor/mail/outbox'],
  mailboxFiles: [layout.under(layout.mailFolder(town), layout.mailboxFiles.state), 'mayor/mail/inbox.state.jsonl'],
  sentFile: [layout.sentFile(town), 'mayor/mail/sent.jsonl'],
  waitingMailFolder: [layout.waitingMailFolder(town), 'mayor/mail/outbox/new'],
  deadMailFolder: [layout.deadMailFolder(town), 'mayor/mail/outbox/dead'],
  retryFile: [layout.retryFile(town), 'mayor/mail/outbox/retry.json'],
  mailLogFile: [layout.mailLogFile(town), 'mayor/mail/hooks.log'],
  removedMailFolder: [layout.removedMailFolder(town, 'beads-1'), 'mayor/mail/removed/beads-1'],
  rigMailFolder: [layout.rigMailFolder(rig), 'beads/.gastown/mail'],
  polecatMailFolder: [layout.polecatMailFolder(rig, 'happy'), 'beads/.gastown/mail/happy'],
  polecatMailLink: [layout.polecatMailLink(layout.polecatFolder(rig, 'happy')), 'beads/happy/mail'],
  doctorFolder: [layout.doctorFolder(town), 'mayor/doctor'],
  lastResultFile: [layout.lastResultFile(town), 'mayor/doctor/last.json'],
  runsFolder: [layout.runsFolder(town), 'mayor/doctor/runs'],
  runFolder: [layout.runFolder(town, run), `mayor/doctor/runs/${run}`],
  journalFile: [layout.journalFile(town, run), `mayor/doctor/runs/${run}/journal.jsonl`],
  rigFolder: [layout.rigFolder(town, 'beads'), 'beads'],
  rigConfigFolder: [layout.rigConfigFolder(rig), 'beads/.gastown'],
  rigConfigFile: [layout.rigConfigFile(rig), 'beads/.gastown/config.json'],
  polecatsFile: [layout.polecatsFile(rig), 'beads/.gastown/polecats.json'],
  removedRigConfigFile: [layout.removedRigConfigFile(rig), 'beads/.gastown/config.removed.json'],
  refineryFolder: [layout.refineryFolder(rig), 'beads/refinery'],
  refineryReadme: [layout.refineryReadme(rig), 'beads/refinery/README.md'],
  refineryStateFile: [layout.refineryStateFile(rig), 'beads/refinery/state.json'],
  refineryClone: [layout.refineryClone(rig), 'beads/refinery/rig'],
  mayorRigsFolder: [layout.mayorRigsFolder(town), 'mayor/rigs'],
  mayorClone: [layout.mayorClone(town, 'beads'), 'mayor/rigs/beads'],
  beadsFolder: [layout.beadsFolder(layout.mayorClone(town, 'beads')), 'mayor/rigs/beads/.beads'],
  polecatFolder: [layout.polecatFolder(rig, 'happy'), 'beads/happy'],
  stagingFolder: [layout.stagingFolder(town), 'mayor/staging'],
  'removalFolder of a rig': [layout.removalFolder(town, 'beads'), 'mayor/staging/removing~beads'],
  'removalFolder of a polecat': [layout.removalFolder(town, 'beads', 'happy'), 'mayor/staging/removing~beads~happy'],
  'stagedRig, its folder': [layout.stagedRig(layout.stagingFolder(town)).rig, 'mayor/staging/rig'],
  'stagedRig, the clone': [layout.stagedRig(layout.stagingFolder(town)).mayorClone, 'mayor/staging/mayor'],
  trashFolder: [layout.trashFolder(town), 'mayor/trash'],
  trashEntryFolder: [layout.trashEntryFolder(town, 'x'), 'mayor/trash/x'],
  trashManifestFile: [layout.trashManifestFile(town, 'x'), 'mayor/trash/x/manifest.json'],
  trashedPolecat: [layout.trashedPolecat(town, 'x'), 'mayor/trash/x/polecat'],
  trashedRig: [layout.trashedRig(town, 'x'), 'mayor/trash/x/rig'],
  trashedSessions: [layout.trashedSessions(town, 'x'), 'mayor/trash/x/sessions'],
  trashedRefineryClone: [layout.trashedRefineryClone(town, 'x'), 'mayor/trash/x/refinery'],
  trashedMayorClone: [layout.trashedMayorClone(town, 'x'), 'mayor/trash/x/mayor'],
  cloneRepairs: [layout.cloneRepairs(town), 'mayor/clones'],
  lockFile: [layout.lockFile(layout.configFile(town)), 'mayor/config.json.lock'],
}

describe('the layout of a town', () => {
  for (const [what, [path, expected]] of Object.entries(table)) {
    it(`${what}: ${expected}`, () => {
      expect(path).to.equal(`${town.root}/${expected}`)
    })
  }

  it('has a line in this table for every function', () => {
    const functions = Object.keys(layout).filter(
      (name) => !['configDirs', 'possibleTowns', 'tmuxSocket', 'under'].includes(name),
    )
    const told = new Set(Object.keys(table).map((what) => what.split(/[ ,]/, 1)[0]))
    expect(functions.filter((name) => !told.has(name))).to.deep.equal([])
  })

  it('names a socket for tmux by its root, the same in every version of gt', () => {
    expect(layout.tmuxSocket({root: '/home/town'})).to.equal('gt-c96aa4331b2d')
  })

  it('begins at / where the root of the file system is the town', () => {
    expect(layout.stateFile({root: '/', configDir: 'mayor'})).to.equal('/mayor/state.json')
  })

  it('names each town that a folder may be, mayor first', () => {
    expect(layout.possibleTowns('/a')).to.deep.equal([
      {root: '/a', configDir: 'mayor'},
      {root: '/a', configDir: '.gastown'},
    ])
  })
})
