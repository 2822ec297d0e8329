import {createRequire} from 'node:module'
import {join} from 'node:path'
import {GtCommand} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {renderNewPackage} from '../../render/new-package.js'
import {scaffold} from '../../use-cases/scaffold.js'

interface Scaffolded {
  package: {name: string; path: string; check: string; files: string[]}
}

export default class DoctorNew extends GtCommand {
  static override summary = 'Make a package of checks of your own.'
  static override description =
    'It holds one check with a fix and a test that passes: npm test there needs no network and nothing installed.'
  static override examples = [
    '<%= config.bin %> doctor new gt-checks-acme',
    '<%= config.bin %> doctor new ./checks --name @acme/gt-checks',
  ]

  static override args = {
    dir: stringArg({description: 'Folder to make, or an empty one.', required: true}),
  }

  static override flags = {
    name: string({description: 'Name of the package [default: from the name of the folder].', helpValue: 'NAME'}),
  }

  async run(): Promise<Scaffolded> {
    const {args, flags} = await this.parse(DoctorNew)
    const path = this.folder(args.dir)
    await using connection = await this.connect()
    const made = await scaffold(connection, {
      path,
      name: flags.name,
      libraries: {
        contract: packageFolder(this.config.root, '@gt-town/contract'),
        testing: packageFolder(this.config.root, '@gt-town/contract-testing'),
      },
      signal: this.signal,
    })
    this.log(renderNewPackage(made, path))
    return {package: {name: made.name, path, check: made.check, files: made.files.map((file) => file.path)}}
  }
}

/** Where a package of the running gt lies: both `src` and `dist` are right below its folder. */
function packageFolder(root: string, name: string): string {
  return join(createRequire(join(root, 'package.json')).resolve(name), '..', '..')
}
