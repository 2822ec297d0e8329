import type {GitConfig} from './git-config.js'

/** Sections that matter only to commands that write, talk to other machines or show things to people: none that gt runs in a clone. */
const sections =
  /^(advice|alias|blame|branch|color|column|commit|credential|diff|difftool|fetch|format|gc|gpg|gui|guitool|http|init|log|maintenance|merge|mergetool|pack|pull|push|rebase|rerere|sendemail|sequence|submodule|tag|url|user)\./
/** Settings of other sections that neither run a program nor change what git sees of the files; a value where only that one is harmless. */
const harmless: readonly (readonly [RegExp, RegExp?])[] = [
  [
    /^core\.(repositoryformatversion|logallrefupdates|editor|pager|abbrev|compression|sshcommand|askpass|sharedrepository)$/,
  ],
  [/^core\.bare$/, /^(false|no|off|0)$/i],
  [/^core\.(filemode|symlinks|trustctime)$/, /^(true|yes|on|1)?$/i],
  [/^extensions\.(objectformat|refstorage|partialclone)$/],
  [/^remote\..+\.(url|pushurl|fetch|push|prune|tagopt|promisor|partialclonefilter)$/],
  [/^lfs\.repositoryformatversion$/],
]

/** The first setting that keeps git from looking at a clone as if it had no configuration of its own; undefined where none does. */
export function harmfulSetting(config: GitConfig): string | undefined {
  const isHarmless = ([key, value]: [string, string]): boolean =>
    sections.test(key) || harmless.some(([name, only]) => name.test(key) && (only === undefined || only.test(value)))
  return [...config].find((setting) => !isHarmless(setting))?.[0]
}

/** Settings without which git cannot read a clone's references and objects at all. */
const formats = ['objectformat', 'refstorage'] as const

/** The text of a configuration with which git reads the same objects and references, and nothing else of what this one says. */
export function neutralConfig(config: GitConfig): string {
  const kept = formats.flatMap((name) => {
    const value = config.get(`extensions.${name}`)
    return value !== undefined && /^[a-z0-9]+$/i.test(value) ? [`\t${name} = ${value}\n`] : []
  })
  const version = kept.length > 0 ? 1 : 0
  const core = `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n\tfilemode = true\n`
  return kept.length === 0 ? core : `${core}[extensions]\n${kept.join('')}`
}
