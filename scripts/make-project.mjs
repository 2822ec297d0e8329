import {spawnSync} from 'node:child_process'

/** Makes a git repository with one empty commit, without a setting of whoever runs this. @throws Error with what git said */
export function makeProject(folder, env = process.env) {
  const git = ['-c', 'user.name=gt', '-c', 'user.email=gt@example.invalid', '-c', 'init.defaultBranch=main']
  for (const words of [
    ['init', '--quiet', folder],
    ['-C', folder, 'commit', '--quiet', '--allow-empty', '-m', 'start'],
  ]) {
    const {status, stderr, error} = spawnSync('git', [...git, ...words], {env, encoding: 'utf8'})
    if (status !== 0) throw new Error(`git ${words.join(' ')}: ${error ?? stderr}`)
  }
}
