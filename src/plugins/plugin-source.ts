import {UsageError} from '@gt-town/contract'
import {fileURLToPath} from 'node:url'

/** Where a plugin comes from. */
export type PluginSource =
  | {readonly kind: 'path'; readonly path: string}
  | {readonly kind: 'registry'; readonly name: string; readonly tag: string}
  | {readonly kind: 'url'; readonly url: string}

/**
 * What people type after `gt plugins install`, read as npm reads it: a path starts with `.`, `/` or `~`, ends with `/`, `.tgz` or
 * `.tar.gz`, or says `file:`; `owner/repository` is on GitHub; a single word is a name in the registry, also where a folder of that
 * name exists.
 * @param absolute makes a path as people type it absolute
 * @throws UsageError `GT_PLUGIN_SOURCE_INVALID`, or what `absolute` throws
 */
export function pluginSource(text: string, absolute: (path: string) => string): PluginSource {
  if (text.startsWith('file:')) return {kind: 'path', path: absolute(filePath(text))}
  const isUrl = /^[^/]+:/.test(text)
  if (/^(\.\.?$|\.\.?\/|\/|~)/.test(text) || (!isUrl && /(\/|\.tgz|\.tar\.gz)$/.test(text))) {
    return {kind: 'path', path: absolute(text)}
  }
  if (text.startsWith('-')) throw invalid(text)
  if (isUrl || /^[^@/]+\/[^/]+\.git$/.test(text)) return {kind: 'url', url: text}
  const named = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:@([\w.^~<>=|* +-]+))?$/i.exec(text)
  if (named && text.length <= 214) return {kind: 'registry', name: named[1] ?? '', tag: named[2] ?? 'latest'}
  if (/^[\w.-]+\/[\w.-]+(#\S+)?$/.test(text)) return {kind: 'url', url: `https://github.com/${text}`}
  throw invalid(text)
}

function filePath(text: string): string {
  if (!text.startsWith('file://')) return text.slice('file:'.length)
  try {
    return fileURLToPath(text)
  } catch {
    throw invalid(text)
  }
}

function invalid(text: string): UsageError {
  return new UsageError(
    'GT_PLUGIN_SOURCE_INVALID',
    `${JSON.stringify(text.slice(0, 300))} is no place a plugin can come from`,
    {
      hint: 'give a name in the registry, ./folder, ./file.tgz, owner/repository, or a URL',
    },
  )
}
