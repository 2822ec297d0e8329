import {fail, isGtError, pass, skip, type EnvironmentCheck, type Finding} from '@gt-town/contract'
import {gitVersionProblem} from '../domain/git-version.js'

export const git: EnvironmentCheck = {
  id: 'workspace/git',
  title: 'Git installed and recent enough',
  category: 'Environment',
  scope: 'environment',
  description:
    'Runs git --version. Clones of rigs and polecats are made by git 2.25 or later; a town without rigs needs none.',
  remedy: 'Install or update git, and make sure that it is on PATH.',

  async run({connection, rigs, signal}) {
    const problem = (message: string): Finding =>
      rigs.length > 0
        ? fail(message, {hint: 'install git 2.25 or later'})
        : skip(`${message}; nothing here needs it yet`)
    try {
      const {code, stdout, stderr} = await connection.execute(['git', '--version'], {
        effect: 'read',
        timeoutMs: 8000,
        signal,
      })
      if (code !== 0) return problem(`git does not run: ${stderr.toString().trim().split('\n')[0] ?? ''}`)
      const wrong = gitVersionProblem(stdout.toString())
      return wrong === undefined ? pass() : problem(wrong)
    } catch (error) {
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return problem('git is not installed or not on PATH')
      throw error
    }
  },
}
