import {GtCommand, table} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string as stringArg} from '@oclif/core/args'
import {documentOf, findSchemas, schemaNamed, type SchemaList} from '../schemas.js'

export default class Schema extends GtCommand {
  static override summary = 'Print the JSON Schema of a document or file of gt, or list them all.'
  static override description = `Schemas of third-party plugins are listed too, as PLUGIN/NAME. Programs that read --json or write files of a town can check them by these.`
  static override examples = ['<%= config.bin %> schema', '<%= config.bin %> schema doctor']

  static completion: CommandCompletion = {args: {name: 'schema'}}
  static override args = {
    name: stringArg({description: 'The schema to print, as the list names it.'}),
  }

  async run(): Promise<unknown> {
    const {args} = await this.parse(Schema)
    await using connection = await this.connect()
    const found = await findSchemas(this.config, connection)
    if (args.name !== undefined) {
      const schema = schemaNamed(found, args.name)
      this.logDocument(schema.text.trimEnd())
      return this.jsonEnabled() ? documentOf(schema) : undefined
    }
    const rows = found.map(({name, what}) => [name, what])
    this.log(table([['NAME', 'WHAT'], ...rows].map((row) => row.map((cell) => printable(cell)))))
    const list: SchemaList = {schemas: found.map(({name, what, plugin}) => ({name, what, plugin}))}
    return list
  }
}
