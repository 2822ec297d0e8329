import {HashedNames} from './hashed-names.js'
import {namesMatch} from './names.js'
import {parseLine, type KnownHostsEntry} from './parse-known-hosts.js'

/** What begins a line that may mean a name without holding it: a mark, a hash, a pattern. */
const special = /^[ \t]*(?:\|1\|([A-Za-z0-9+/]{27}=)\|([A-Za-z0-9+/]{27}=)[ \t]|@|\||[^\s#][^ \t\n]*[*?!]|[*?!])/gm

/**
 * A file of trusted keys, of which only the lines that count for somebody are read: some have a hundred thousand
 * (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
export class KnownHosts {
  readonly #text: string
  #folded: string | undefined
  /** where marked lines, and those with patterns, begin */
  readonly #others: number[] = []
  #hashed: HashedNames | undefined

  /** @param text the file's bytes as latin1 */
  constructor(text: string) {
    this.#text = text
  }

  /** The lines that mean a name, in their order; broken ones are passed over, as ssh does. @param name see `hostKeyName` */
  matching(name: string): KnownHostsEntry[] {
    const hashed = (this.#hashed ??= this.#sort())
    const bytes = Buffer.from(lowerCase(name))
    return this.#read(name, [...this.#others, ...hashed.matching(bytes), ...this.#holding(bytes.toString('latin1'))])
  }

  /** Only those with a mark: revoked keys and authorities, which are few. */
  markedMatching(name: string): KnownHostsEntry[] {
    return this.#read(
      name,
      [...this.#text.matchAll(/^[ \t]*@/gm)].map(({index}) => index),
    )
  }

  #read(name: string, places: readonly number[]): KnownHostsEntry[] {
    let [line, counted] = [1, 0]
    return [...new Set(places)]
      .sort((a, b) => a - b)
      .flatMap((offset) => {
        for (let end = this.#text.indexOf('\n', counted); end !== -1 && end < offset;) {
          line++
          counted = end + 1
          end = this.#text.indexOf('\n', counted)
        }
        const entry = parseLine(this.#lineAt(offset), line)
        return typeof entry === 'object' && namesMatch(entry.names, name) ? [entry] : []
      })
  }

  /** Where lines begin that have the name somewhere. */
  #holding(name: string): number[] {
    const folded = (this.#folded ??= this.#text.toLowerCase())
    const wanted = name.toLowerCase()
    const found: number[] = []
    if (wanted === '') return found
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
      found.push(folded.lastIndexOf('\n', at) + 1)
    }
    return found
  }

  #sort(): HashedNames {
    const hashed = new HashedNames()
    for (const {index, 1: salt, 2: hash} of this.#text.matchAll(special)) {
      if (salt === undefined || hash === undefined) this.#others.push(index)
      else hashed.add(salt, hash, index)
    }
    return hashed
  }

  #lineAt(offset: number): string {
    const end = this.#text.indexOf('\n', offset)
    return this.#text.slice(offset, end === -1 ? undefined : end)
  }
}

/** ASCII only, as OpenSSH does. */
function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
