import {isGtError, pass, skip, type WorkspaceCheck} from '@gt-town/contract'
import {gitSetup} from '@gt-town/git'
import {inParallel} from '@gt-town/waiting'
import {polecats} from '../operations/polecats/polecats.js'

const atOnce = 16

export const gitUser: WorkspaceCheck = {
  id: 'workspace/git-user',
  title: 'git knows who commits',
  category: 'Environment',
  scope: 'workspace',
  description: 'Looks whether git has a user.name and a user.email, without which no polecat can commit.',
  remedy: 'git config --global user.name NAME, and git config --global user.email ADDRESS.',

  async run({connection, rigs, signal}) {
    const all = await inParallel(rigs, atOnce, async (rig) => polecats(connection, rig))
    if (all.every((names) => names.length === 0)) return pass()
    try {
      // Where git does not run, that is for the check of git itself to report.
      if ((await gitSetup(connection, signal)).knowsUser) return pass()
      return skip('git does not know who commits, so that no polecat can', {
        hint: 'git config --global user.name NAME, and git config --global user.email ADDRESS',
      })
    } catch (error) {
      // That git is missing is another check's to report.
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return pass()
      throw error
    }
  },
}
