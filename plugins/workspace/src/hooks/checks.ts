import type {DoctorCheck, GtHook} from '@gt-town/contract'
import {beads} from '../checks/beads.js'
import {boss} from '../checks/boss.js'
import {cloneObjects} from '../checks/clone-objects.js'
import {config} from '../checks/config.js'
import {diskSpace} from '../checks/disk-space.js'
import {exists} from '../checks/exists.js'
import {git} from '../checks/git.js'
import {gitignoreTown} from '../checks/gitignore-town.js'
import {gitignore} from '../checks/gitignore.js'
import {gitUrls} from '../checks/git-urls.js'
import {refineryBranch} from '../checks/refinery-branch.js'
import {mailLinks} from '../checks/mail-links.js'
import {orphanedMail} from '../checks/orphaned-mail.js'
import {gitUser} from '../checks/git-user.js'
import {leftovers} from '../checks/leftovers.js'
import {locks} from '../checks/locks.js'
import {mail} from '../checks/mail.js'
import {mayorClone} from '../checks/mayor-clone.js'
import {polecatClone} from '../checks/polecat-clone.js'
import {polecatWork} from '../checks/polecat-work.js'
import {refineryClone} from '../checks/refinery-clone.js'
import {refineryLock} from '../checks/refinery-lock.js'
import {refineryReadme} from '../checks/refinery-readme.js'
import {refineryState} from '../checks/refinery-state.js'
import {refinery} from '../checks/refinery.js'
import {registry} from '../checks/registry.js'
import {repository} from '../checks/repository.js'
import {rigConfig} from '../checks/rig-config.js'
import {rigFolder} from '../checks/rig-folder.js'
import {rigs} from '../checks/rigs.js'
import {state} from '../checks/state.js'
import {vanishedPolecats} from '../checks/vanished-polecats.js'

/** In the order of the report. */
const checks: DoctorCheck[] = [
  ...[exists, config, state, mail, boss, rigs],
  ...[refinery, refineryReadme, refineryState, refineryLock, refineryClone, mayorClone, gitignore],
  ...[git, gitUser, diskSpace, repository, gitignoreTown, locks, leftovers, orphanedMail],
  ...[
    rigFolder,
    rigConfig,
    registry,
    gitUrls,
    refineryBranch,
    polecatClone,
    vanishedPolecats,
    mailLinks,
    cloneObjects,
    polecatWork,
    beads,
  ],
]

const hook: GtHook<'gt:checks'> = async () => Promise.resolve(checks)
export default hook
