import {mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** Something that keeps web/happy from moving. */
export interface Fault {
  readonly what: string
  /** which links of the chain it breaks, by their place in it: of two faults the one that comes first is the cause */
  readonly place: number
  readonly make: (town: string) => void
  /** what the causal line has to say */
  readonly says: RegExp
}

export const write = (town: string, path: string, text: string): void => writeFileSync(join(town, path), text)
const insteadOf = (path: string, make: (path: string) => void): void => {
  rmSync(path, {recursive: true})
  make(path)
}
export const remove = (town: string, path: string): void => rmSync(join(town, path), {recursive: true})

export const faults: readonly Fault[] = [
  {what: 'no config', place: 1, make: (town) => remove(town, 'mayor/config.json'), says: /town .*no town/i},
  {what: 'a broken config', place: 1, make: (town) => write(town, 'mayor/config.json', '{'), says: /town .*corrupt/},
  {
    what: 'a later config',
    place: 1,
    make: (town) => write(town, 'mayor/config.json', '{"type":"workspace","version":99}'),
    says: /town .*config\.json/,
  },
  {
    what: 'a broken registry',
    place: 2,
    make: (town) => write(town, 'mayor/state.json', '[1'),
    says: /registry of rigs .*state\.json is corrupt/,
  },
  {
    what: 'a config that is a folder',
    place: 1,
    make: (town) => {
      remove(town, 'mayor/config.json')
      mkdirSync(join(town, 'mayor/config.json'))
    },
    says: /town .*is not a regular file/,
  },
  {
    what: 'an empty registry',
    place: 2,
    make: (town) => write(town, 'mayor/state.json', ''),
    says: /registry of rigs .*the file is empty/,
  },
  {
    what: 'a rig that is not registered',
    place: 3,
    make: (town) => write(town, 'mayor/state.json', '{"version":1,"projects":{}}'),
    says: /rig web not registered/,
  },
  {
    what: 'a rig that is a link to nowhere',
    place: 3,
    make: (town) => insteadOf(join(town, 'web'), (path) => symlinkSync('nowhere', path)),
    says: /rig web not a folder/,
  },
  {
    what: 'a rig that is a file',
    place: 3,
    make: (town) => insteadOf(join(town, 'web'), (path) => writeFileSync(path, '')),
    says: /rig web not a folder/,
  },
  {
    what: 'a registry of another shape',
    place: 2,
    make: (town) => write(town, 'mayor/state.json', '{"version":1,"projects":7}'),
    says: /registry of rigs/,
  },
  {
    what: 'a rig whose folder is gone',
    place: 3,
    make: (town) => renameSync(join(town, 'web'), join(town, '..', 'aside')),
    says: /rig web folder missing/,
  },
  {
    what: 'a rig without config',
    place: 3,
    make: (town) => remove(town, 'web/.gastown/config.json'),
    says: /rig web config missing/,
  },
  {
    what: 'a rig with a broken config',
    place: 3,
    make: (town) => write(town, 'web/.gastown/config.json', 'x'),
    says: /rig web config invalid/,
  },
  {what: 'no refinery clone', place: 4, make: (town) => remove(town, 'web/refinery/rig'), says: /refinery clone/},
  {
    what: 'a refinery without HEAD',
    place: 4,
    make: (town) => remove(town, 'web/refinery/rig/.git/HEAD'),
    says: /refinery clone is broken/,
  },
  {
    what: 'a refinery with a broken config',
    place: 4,
    make: (town) => write(town, 'web/refinery/rig/.git/config', '[x'),
    says: /refinery clone is broken/,
  },
  {
    what: 'a refinery without objects',
    place: 4,
    make: (town) => remove(town, 'web/refinery/rig/.git/objects'),
    says: /refinery clone is broken/,
  },
  {
    what: 'a refinery that is a file',
    place: 4,
    make: (town) => insteadOf(join(town, 'web/refinery/rig'), (path) => writeFileSync(path, '')),
    says: /refinery clone is broken: it is not a folder/,
  },
  {
    what: 'a refinery whose objects were elsewhere',
    place: 4,
    make: (town) => {
      remove(town, 'web/refinery/rig/.git/objects')
      mkdirSync(join(town, 'web/refinery/rig/.git/objects/info'), {recursive: true})
      write(town, 'web/refinery/rig/.git/objects/info/alternates', '/nowhere\n')
    },
    says: /refinery clone is broken/,
  },
  {
    what: 'a polecat that is a file',
    place: 5,
    make: (town) => insteadOf(join(town, 'web/happy'), (path) => writeFileSync(path, '')),
    says: /polecat web\/happy is no folder/,
  },
  {
    what: 'a polecat that is a link to nowhere',
    place: 5,
    make: (town) => insteadOf(join(town, 'web/happy'), (path) => symlinkSync('nowhere', path)),
    says: /polecat web\/happy is no folder/,
  },
  {what: 'no polecat', place: 5, make: (town) => remove(town, 'web/happy'), says: /polecat web\/happy does not exist/},
  {
    what: 'a clone without HEAD',
    place: 6,
    make: (town) => remove(town, 'web/happy/.git/HEAD'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with an empty HEAD',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/HEAD', ''),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with a broken config',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/config', '[core'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with a broken index',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/index', 'DIRC'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone without objects',
    place: 6,
    make: (town) => remove(town, 'web/happy/.git/objects'),
    says: /clone of web\/happy is broken: its folder objects is missing/,
  },
  {
    what: 'a clone whose HEAD says something else',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/HEAD', 'zzz\n'),
    says: /clone of web\/happy is broken: its HEAD is garbled/,
  },
  {
    what: 'a clone whose repository is nowhere',
    place: 6,
    make: (town) => insteadOf(join(town, 'web/happy/.git'), (path) => writeFileSync(path, 'gitdir: /nowhere\n')),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with an extension that git does not know',
    place: 6,
    make: (town) =>
      write(town, 'web/happy/.git/config', '[core]\nrepositoryformatversion = 1\n[extensions]\nblub = true\n'),
    says: /clone of web\/happy is broken: .*unknown repository extension found: blub/,
  },
  {
    what: 'a clone whose working tree is nowhere',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/config', '[core]\nrepositoryformatversion = 0\nworktree = /nowhere\n'),
    says: /clone of web\/happy is broken: its core\.worktree \/nowhere: there is no such folder/,
  },
  {
    what: 'a folder that is no clone',
    place: 6,
    make: (town) => remove(town, 'web/happy/.git'),
    says: /clone of web\/happy is/,
  },
]
