import {isGtError, pass, skip, type WorkspaceCheck} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {polecats} from '../operations/polecats/polecats.js'

const atOnce = 16

export const gitUser: WorkspaceCheck = {
  id: 'workspace/git-user',
  title: 'git knows who commits',
  category: 'Environment',
  scope: 'workspace',
  requires: ['workspace/git'],
  description: 'Looks whether git has a user.name and a user.email, without which no polecat can commit.',
  remedy: 'git config --global user.name NAME, and git config --global user.email ADDRESS.',

  async run({connection, rigs, signal}) {
    const all = await inParallel(rigs, atOnce, async (rig) => polecats(connection, rig))
    if (all.every((names) => names.length === 0)) return pass()
    try {
      const {stdout} = await connection.execute(['git', 'config', '--get-regexp', '^user\\.(name|email)$'], {
        effect: 'read',
        cwd: '/',
        timeoutMs: 8000,
        signal,
      })
      const known = stdout.toString()
      const missing = ['user.name', 'user.email'].filter(
        (key) => !new RegExp(`^${key.replace('.', '\\.')} .`, 'm').test(known),
      )
      if (missing.length === 0) return pass()
      return skip(`git has no ${missing.join(' and no ')}, so that no polecat can commit`, {
        hint: missing.map((key) => `git config --global ${key} …`).join('; '),
      })
    } catch (error) {
      // That git is missing is another check's to report.
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return pass()
      throw error
    }
  },
}
