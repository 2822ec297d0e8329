import {nameProblem, UsageError} from '@gt-town/contract'

/** What a rig is called when only its repository was named: as git names a folder that it clones into. @throws UsageError */
export function namedAfter(gitUrl: string): {name: string; gitUrl: string} {
  if (gitUrl.trim() === '') {
    throw new UsageError('GT_USAGE', 'the name of the rig is empty', {hint: 'gt rig add NAME GIT_URL'})
  }
  if (!/[/:]/.test(gitUrl)) {
    throw new UsageError('GT_USAGE', `nothing says where the repository of ${gitUrl} is`, {
      hint: `gt rig add ${gitUrl} GIT_URL, or a path such as ./${gitUrl}`,
    })
  }
  const last =
    gitUrl
      .replace(/\/+$/, '')
      .replace(/\/?\.git$/, '')
      .split(/[/:]/)
      .at(-1) ?? ''
  if (nameProblem('rig', last) === undefined) return {name: last, gitUrl}
  throw new UsageError('GT_USAGE', `no rig can be called after ${JSON.stringify(gitUrl.slice(0, 200))}`, {
    hint: 'give it a name: gt rig add NAME GIT_URL',
  })
}
