import type {GitSetting} from './git-config.js'

/** What git makes of the value of a setting, by how it dies of a bad one. `text` is any, but there has to be one. */
type Kind =
  | ('bool' | 'number' | 'size' | 'level' | 'color' | 'text' | 'abbrev')
  /** a bool, or one of these words */
  | {readonly or: readonly string[]}
  | readonly string[]

/**
 * The settings that `git status` reads and dies of when their value is bad, as git 2.39 does; what later ones read besides is
 * theirs to tell. `*` is any name.
 */
const kinds: readonly (readonly [Kind, string])[] = [
  [
    'bool',
    'advice.* core.bare core.filemode core.fsyncobjectfiles core.ignorecase core.ignorestat core.commitgraph ' +
      'core.multipackindex core.precomposeunicode core.prefersymlinkrefs core.preloadindex core.protecthfs core.protectntfs ' +
      'core.quotepath core.sparsecheckout core.sparsecheckoutcone core.symlinks core.trustctime core.usereplacerefs ' +
      'core.warnambiguousrefs diff.autorefreshindex diff.indentheuristic diff.mnemonicprefix diff.noprefix diff.relative ' +
      'diff.suppressblankempty feature.experimental feature.manyfiles fetch.writecommitgraph gc.writecommitgraph ' +
      'index.sparse pack.usesparse remote.*.mirror remote.*.prune remote.*.prunetags remote.*.promisor ' +
      'remote.*.skipdefaultupdate remote.*.skipfetchall sparse.expectfilesoutsideofpatterns status.aheadbehind ' +
      'status.branch status.displaycommentprefix status.relativepaths status.short status.showstash user.useconfigonly ' +
      'commitgraph.readchangedpaths status.submodulesummary index.threads diff.*.binary diff.*.cachetextconv ' +
      'filter.*.required',
  ],
  [
    'number',
    'diff.context diff.interhunkcontext diff.renamelimit ' +
      'diff.statgraphwidth status.renamelimit index.version commitgraph.generationversion',
  ],
  [
    'size',
    'core.bigfilethreshold core.deltabasecachelimit core.packedgitlimit core.packedgitwindowsize pack.packsizelimit',
  ],
  // Of zlib.
  ['level', 'core.compression core.loosecompression pack.compression'],
  [{or: ['input']}, 'core.autocrlf'],
  [{or: ['warn']}, 'core.safecrlf'],
  [{or: ['always', 'never', 'auto']}, 'color.ui color.status color.diff color.advice color.pager'],
  [{or: ['always']}, 'core.logallrefupdates'],
  [{or: ['keep']}, 'core.untrackedcache'],
  [{or: ['copies', 'copy']}, 'diff.renames status.renames'],
  [{or: ['always', 'inherit', 'simple']}, 'branch.autosetupmerge'],
  ['abbrev', 'core.abbrev'],
  ['color', 'color.advice.hint color.diff.* color.status.*'],
  [
    'text',
    'author.email author.name committer.email committer.name user.email user.name branch.*.merge branch.*.pushremote ' +
      'branch.*.remote core.askpass core.attributesfile core.editor core.excludesfile core.fsync core.fsyncmethod ' +
      'core.hookspath core.whitespace diff.external diff.*.command diff.*.textconv diff.*.wordregex diff.*.xfuncname ' +
      'diff.orderfile diff.wordregex i18n.commitencoding i18n.logoutputencoding mailmap.blob mailmap.file ' +
      'remote.*.partialclonefilter remote.*.proxy remote.*.proxyauthmethod remote.*.pushurl remote.*.receivepack ' +
      'remote.*.uploadpack remote.*.url remote.*.vcs remote.pushdefault url.*.insteadof url.*.pushinsteadof remote.*.fetch ' +
      'filter.*.clean filter.*.smudge filter.*.process ' +
      'remote.*.push core.commentchar core.notesref core.checkstat core.checkroundtripencoding diff.submodule ' +
      'diff.dirstat remote.*.tagopt',
  ],
  [['no', 'normal', 'all'], 'status.showuntrackedfiles'],
  [['myers', 'default', 'minimal', 'patience', 'histogram'], 'diff.algorithm'],
  [['never', 'local', 'remote', 'always'], 'branch.autosetuprebase'],
  [['nothing', 'simple', 'upstream', 'tracking', 'matching', 'current'], 'push.default'],
  [['rename', 'link'], 'core.createobject'],
  [['all', 'untracked', 'dirty', 'none'], 'diff.ignoresubmodules'],
  [['consecutive', 'default', 'noop', 'skipping'], 'fetch.negotiationalgorithm'],
]

const exact = new Map<string, Kind>()
/** by the section and the key around a name that may be anything */
const around = new Map<string, Kind>()
for (const [kind, names] of kinds) {
  for (const name of names.split(' ')) (name.includes('*') ? around : exact).set(name, kind)
}

/** The first setting that git dies of, as `core.compression`; undefined where there is none. A later, better one does not help. */
export function badSetting(settings: readonly GitSetting[]): string | undefined {
  return settings.find(({name, value}) => {
    const kind = kindOf(name)
    return kind !== undefined && !isFit(kind, value)
  })?.name
}

function kindOf(name: string): Kind | undefined {
  const known = exact.get(name)
  if (known !== undefined) return known
  const [first, last] = [name.indexOf('.'), name.lastIndexOf('.')]
  const section = name.slice(0, first)
  return first === last
    ? around.get(`${section}.*`)
    : (around.get(`${section}.*${name.slice(last)}`) ?? around.get(`${name.slice(0, last)}.*`))
}

function isFit(kind: Kind, value: string | undefined): boolean {
  if (value === undefined) return kind === 'bool' || (typeof kind === 'object' && 'or' in kind)
  if (typeof kind === 'object' && 'or' in kind) return kind.or.includes(value.toLowerCase()) || isGitBool(value)
  if (typeof kind !== 'string') return kind.includes(value.toLowerCase())
  switch (kind) {
    case 'bool':
      return isGitBool(value)
    case 'number':
      return isInt(value)
    case 'size':
      return gitNumber(value) !== undefined
    case 'level': {
      const level = gitNumber(value)
      return level !== undefined && level >= -1 && level <= 9
    }
    case 'abbrev': {
      const digits = gitNumber(value)
      return /^(?:auto|no|off|false)$/i.test(value) || (digits !== undefined && digits >= 4 && digits <= 64)
    }
    case 'color':
      return isColor(value)
    case 'text':
      return true
  }
}

export function isGitBool(value: string): boolean {
  return /^(?:|true|false|yes|no|on|off)$/i.test(value) || isInt(value)
}

/** Of 32 bits, as those of C here. */
function isInt(value: string): boolean {
  const number = gitNumber(value)
  return number !== undefined && Math.abs(number) < 2 ** 31
}

/** Whether a setting is true; what is no boolean is not. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && (/^(?:true|yes|on)$/i.test(value) || (gitNumber(value) ?? 0) !== 0)
}

/** A number as git reads it: decimal, octal or hexadecimal, and k, m or g behind it. */
export function gitNumber(value: string): number | undefined {
  const [, sign = '', digits = '', unit = ''] = /^\s*([+-]?)(0x[0-9a-f]+|[0-9]+)([kmg]?)$/i.exec(value) ?? []
  if (digits === '') return undefined
  const isOctal = /^0[0-9]/.test(digits)
  if (isOctal && /[89]/.test(digits)) return undefined
  const size = isOctal ? Number.parseInt(digits, 8) : Number(digits)
  const scaled = size * (factors[unit.toLowerCase()] ?? 1)
  return sign === '-' ? -scaled : scaled
}

const factors: Readonly<Record<string, number>> = {k: 1024, m: 1024 ** 2, g: 1024 ** 3}
const colors = 'normal|default|black|red|green|yellow|blue|magenta|cyan|white'
const word = new RegExp(
  `^(?:(?:bright)?(?:${colors})|-1|[0-9]{1,3}|#[0-9a-f]{6}|#[0-9a-f]{3}|reset|` +
    '(?:no-?)?(?:bold|dim|italic|ul|blink|reverse|strike))$',
  'i',
)

function isColor(value: string): boolean {
  return value
    .split(/\s+/)
    .filter((part) => part !== '')
    .every((part) => word.test(part))
}
