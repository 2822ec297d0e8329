import {fail, isGtError, pass, skip, type EnvironmentCheck, type Finding} from '@gt-town/contract'
import {gitSetup} from '@gt-town/git'

/** Has what gt uses: partial clones that work, `--no-track`, and NUL-terminated input of update-ref. */
const oldest = [2, 25] as const

export const git: EnvironmentCheck = {
  id: 'workspace/git',
  title: 'Git installed and recent enough',
  category: 'Environment',
  scope: 'environment',
  description:
    'Asks git for its version. Clones of rigs and polecats are made by git 2.25 or later; a town without rigs needs none.',
  remedy: 'Install or update git, and make sure that it is on PATH.',

  async run({connection, rigs, signal}) {
    const problem = (message: string, hint = 'install git 2.25 or later'): Finding =>
      rigs.length > 0 ? fail(message, {hint}) : skip(`${message}; nothing here needs it yet`)
    try {
      const {version, failure} = await gitSetup(connection, signal)
      if (failure !== undefined) {
        const isConfig = /\bconfig\b/.test(failure)
        return problem(
          `git does not run: ${failure}`,
          isConfig ? 'correct that file, your own or of this machine' : undefined,
        )
      }
      const wrong = gitVersionProblem(version)
      return wrong === undefined ? pass() : problem(wrong)
    } catch (error) {
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return problem('git is not installed or not on PATH')
      throw error
    }
  },
}

/** What is wrong with what `git --version` printed, or undefined when nothing is. */
function gitVersionProblem(output: string): string | undefined {
  const match = /^git version (\d+)\.(\d+)\S*/.exec(output)
  if (!match) return 'git --version does not print a version'
  const [major, minor] = [Number(match[1]), Number(match[2])]
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined
  return `${match[0].replace('version ', '')} is too old: gt needs ${oldest.join('.')} or later`
}
