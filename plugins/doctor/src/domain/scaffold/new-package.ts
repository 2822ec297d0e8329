import {checkSource} from './check.js'
import {hookSource} from './hook.js'
import {jsconfig} from './jsconfig.js'
import {packageJson, type Libraries} from './package-json.js'
import {idPrefix} from './package-name.js'
import {readme} from './readme.js'
import {testSource} from './test.js'

export interface NewPackage {
  readonly name: string
  /** id of the check that is in it */
  readonly check: string
  /** in the order in which they are made: package.json claims the folder */
  readonly files: readonly NewFile[]
  /** symbolic links, through which the tests find their libraries without an install */
  readonly links: readonly {readonly path: string; readonly target: string}[]
}

interface NewFile {
  /** relative to the package */
  readonly path: string
  readonly text: string
  /** for people */
  readonly purpose: string
}

/** A package of checks, whole, as what is to be written. */
export function newPackage(request: {name: string; libraries: Libraries}): NewPackage {
  const {name, libraries} = request
  const prefix = idPrefix(name)
  return {
    name,
    check: `${prefix}/rig-notes`,
    files: [
      {path: 'package.json', text: packageJson(request), purpose: 'name, version, and where gt asks for the checks'},
      {path: 'src/checks/rig-notes.js', text: checkSource({prefix}), purpose: 'a check with a fix'},
      {path: 'src/hooks/checks.js', text: hookSource(), purpose: 'the list of checks'},
      {path: 'test/rig-notes.test.js', text: testSource(), purpose: 'its test'},
      {path: 'README.md', text: readme({name, prefix}), purpose: 'how to test, try and publish it'},
      {path: 'jsconfig.json', text: jsconfig(), purpose: 'lets editors check the types'},
      {path: '.gitignore', text: 'node_modules\n*.tgz\n', purpose: 'keeps what npm makes out of git'},
    ],
    links: [
      {path: 'node_modules/@gt-town/contract', target: libraries.contract},
      {path: 'node_modules/@gt-town/contract-testing', target: libraries.testing},
    ],
  }
}
