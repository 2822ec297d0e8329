import type {After, Entry} from './journal.js'
import {absent, type State} from './state.js'

/** What is known of a path after some changes. */
export interface Known {
  readonly state: State
  /** it was not there before these changes */
  readonly born: boolean
  /** number of the change that touched it last */
  readonly n: number
}

/** What a run of fixes made of the paths it touched, by path; what lies in a folder that a program made is not told apart. */
export class World {
  readonly #known = new Map<string, Known>()

  get known(): ReadonlyMap<string, Known> {
    return this.#known
  }

  /** Whether a path, or a folder it lies in, was made by these changes. */
  isBorn(path: string): boolean {
    for (let at = path; ; at = parentOf(at)) {
      const known = this.#known.get(at)
      if (known) return known.born && known.state.kind !== 'absent'
      if (!at.includes('/')) return false
    }
  }

  /** Whether something that these changes did not make was moved into a folder. */
  holdsOthers(path: string): boolean {
    return [...this.#known].some(([at, {born, state}]) => isUnder(at, path) && !born && state.kind !== 'absent')
  }

  /** The paths of folders that programs made. */
  trees(): string[] {
    return [...this.#known].flatMap(([path, {state}]) => (state.kind === 'tree' ? [path] : []))
  }

  apply({n, change, before, after = []}: Entry): void {
    const stateAt = (path: string): State => after.find((one) => one.path === path)?.state ?? absent
    // What had made it is taken back already, and so is this.
    const isOver = (path: string): boolean =>
      before.find((one) => one.path === path)?.born === true && !this.isBorn(path)
    const wasAbsent = (path: string): boolean => before.find((one) => one.path === path)?.state.kind === 'absent'
    switch (change.op) {
      case 'write':
        if (isOver(change.path)) return
        return this.#set(change.path, stateAt(change.path), wasAbsent(change.path) || this.isBorn(change.path), n)
      case 'make':
      case 'link':
      case 'lock':
        return this.#set(change.path, stateAt(change.path), true, n)
      case 'mode':
        if (isOver(change.path)) return
        return this.#set(change.path, stateAt(change.path), this.isBorn(change.path), n)
      case 'move':
        return this.#move(change.from, change.to, stateAt(change.to), n)
      case 'remove':
        this.#forget(change.path)
        if (change.kept !== undefined) this.#set(change.path, absent, false, n)
        return
      case 'run':
        for (const path of change.paths) {
          if (isOver(path)) continue
          const born = wasAbsent(path) || this.isBorn(path)
          if (!this.#isInTree(path)) this.#forget(path)
          this.#set(path, {kind: 'tree'}, born, n)
        }
        return
    }
  }

  /** What programs had made by now; a path where they made nothing is absent. */
  settle(after: readonly After[]): void {
    for (const {path, state} of after) {
      const known = this.#known.get(path)
      if (known) this.#known.set(path, {...known, state})
    }
  }

  #set(path: string, state: State, born: boolean, n: number): void {
    if (!this.#isInTree(path)) this.#known.set(path, {state, born, n})
  }

  #move(from: string, to: string, state: State, n: number): void {
    const born = this.isBorn(from)
    const moved = [...this.#known].filter(([path]) => isUnder(path, from))
    this.#forget(from)
    this.#forget(to)
    for (const [path, known] of moved) this.#set(to + path.slice(from.length), {...known}.state, known.born, n)
    if (!moved.some(([path]) => path === from)) this.#set(to, state, born, n)
    else if (state.kind === 'tree') this.settle([{path: to, state}])
    this.#set(from, absent, false, n)
  }

  #forget(folder: string): void {
    for (const path of [...this.#known.keys()]) if (isUnder(path, folder)) this.#known.delete(path)
  }

  #isInTree(path: string): boolean {
    for (let at = path; at.includes('/');) {
      at = parentOf(at)
      if (this.#known.get(at)?.state.kind === 'tree') return true
    }
    return false
  }
}

/** Whether a path is a folder or lies in it. */
export function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
