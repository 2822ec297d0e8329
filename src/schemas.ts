import {basename, join} from 'node:path'
import {didYouMean} from '@gt-town/text'
import {GtError, messageOf, UsageError, type Connection} from '@gt-town/contract'
import {isThirdParty} from '@gt-town/hooks'
import type {Interfaces} from '@oclif/core'

/** A JSON Schema that a plugin ships in its folder `schemas`, or of what a command prints in `schemas/output`. */
export interface PublishedSchema {
  /** what `gt schema` takes */
  readonly name: string
  /** what the schema says it describes, or why nobody knows */
  readonly what: string
  readonly plugin: string
  /** the file as it is */
  readonly text: string
}

/**
 * The schemas of all plugins, by name: gt's own first under the names of their files, then those of third-party plugins as `<plugin>/<file>`.
 * Files are read, no code of a plugin runs.
 * @throws GtError where a folder or file of schemas cannot be read
 */
export async function findSchemas(config: Interfaces.Config, connection: Connection): Promise<PublishedSchema[]> {
  const plugins = [...config.plugins.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const own = plugins.filter((plugin) => !isThirdParty(config, plugin))
  const thirdParty = plugins.filter((plugin) => isThirdParty(config, plugin))
  const found = await Promise.all([
    ...own.map(async (plugin) => schemasIn(plugin, '', connection)),
    ...thirdParty.map(async (plugin) => schemasIn(plugin, `${plugin.name}/`, connection)),
  ])
  const [ownSchemas, rest] = [found.slice(0, own.length).flat(), found.slice(own.length).flat()]
  return [...ownSchemas.sort((a, b) => (a.name < b.name ? -1 : 1)), ...rest]
}

/** What `gt schema --json` prints. */
export interface SchemaList {
  schemas: {name: string; what: string; plugin: string}[]
}

/** @throws UsageError `GT_SCHEMA_NOT_FOUND` */
export function schemaNamed(schemas: readonly PublishedSchema[], name: string): PublishedSchema {
  const found = schemas.find((schema) => schema.name === name)
  if (found) return found
  const names = schemas.map((schema) => schema.name)
  throw new UsageError('GT_SCHEMA_NOT_FOUND', `there is no schema ${JSON.stringify(name)}`, {
    hint: didYouMean(name, names, 'schema'),
  })
}

/** @throws GtError `GT_SCHEMA_CORRUPT` */
export function documentOf({name, plugin, text}: PublishedSchema): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new GtError('GT_SCHEMA_CORRUPT', `the schema ${name} of ${plugin} is not JSON: ${messageOf(error)}`, {
      hint: 'update or reinstall that plugin',
      cause: error,
    })
  }
}

async function schemasIn(
  plugin: Pick<Interfaces.Plugin, 'name' | 'root'>,
  prefix: string,
  connection: Connection,
): Promise<PublishedSchema[]> {
  const folders = ['schemas', join('schemas', 'output')].map((folder) => join(plugin.root, folder))
  const listed = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  const paths = listed.flatMap((entries, index) => {
    if (entries.ok) {
      const files = entries.value.filter(({name, type}) => type === 'file' && name.endsWith('.json'))
      return files.map(({name}) => join(folders[index] ?? '', name))
    }
    if (entries.error.code === 'GT_NOT_FOUND') return []
    throw entries.error
  })
  return Promise.all(
    paths.map(async (path) => {
      const text = (await connection.readFile(path)).toString()
      return {name: `${prefix}${basename(path, '.json')}`, what: whatOf(text), plugin: plugin.name, text}
    }),
  )
}

function whatOf(text: string): string {
  try {
    const schema: unknown = JSON.parse(text)
    const {description, title} = Object(schema) as Readonly<Record<string, unknown>>
    const said = [description, title].find((words) => typeof words === 'string')
    return typeof said === 'string' ? said : 'It does not say.'
  } catch (error) {
    return `It is not JSON: ${messageOf(error)}`
  }
}
