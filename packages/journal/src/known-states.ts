import type {After, Entry} from './journal.js'
import {absent, type State} from './state.js'

/** What is known of a path after some changes. */
export interface KnownState {
  readonly state: State
  /** it was not there before these changes */
  readonly wasCreated: boolean
  /** number of the change that touched it last */
  readonly n: number
}

/** The states of the paths that a run of fixes changed; what lies in a folder that a program made is not told apart. */
export class KnownStates {
  readonly #byPath = new Map<string, KnownState>()

  get byPath(): ReadonlyMap<string, KnownState> {
    return this.#byPath
  }

  /** Whether a path, or a folder it lies in, was made by these changes. */
  wasCreatedByRun(path: string): boolean {
    for (let at = path; ; at = parentOf(at)) {
      const known = this.#byPath.get(at)
      if (known) return known.wasCreated && known.state.kind !== 'absent'
      if (!at.includes('/')) return false
    }
  }

  /** Whether something that these changes did not make was moved into a folder. */
  containsForeign(path: string): boolean {
    return [...this.#byPath].some(
      ([at, {wasCreated, state}]) => isUnder(at, path) && !wasCreated && state.kind !== 'absent',
    )
  }

  /** The paths of folders that programs made. */
  trees(): string[] {
    return [...this.#byPath].flatMap(([path, {state}]) => (state.kind === 'tree' ? [path] : []))
  }

  apply({n, change, before, after = [], isMovedBack}: Entry): void {
    const stateAt = (path: string): State => after.find((one) => one.path === path)?.state ?? absent
    // What had made it is undone already, and so is this.
    const isUndone = (path: string): boolean =>
      before.find((one) => one.path === path)?.born === true && !this.wasCreatedByRun(path)
    const wasAbsent = (path: string): boolean => before.find((one) => one.path === path)?.state.kind === 'absent'
    switch (change.op) {
      case 'write':
        if (isUndone(change.path)) return
        return this.#set(
          change.path,
          stateAt(change.path),
          wasAbsent(change.path) || this.wasCreatedByRun(change.path),
          n,
        )
      case 'make':
      case 'link':
      case 'lock':
        return this.#set(change.path, stateAt(change.path), true, n)
      case 'mode':
        if (isUndone(change.path)) return
        return this.#set(change.path, stateAt(change.path), this.wasCreatedByRun(change.path), n)
      case 'move':
        if (isMovedBack) return this.#set(change.to, absent, false, n)
        return this.#move(change.from, change.to, stateAt(change.to), n)
      case 'remove':
        this.#forget(change.path)
        if (change.kept !== undefined) this.#set(change.path, absent, false, n)
        return
      case 'run':
        for (const path of change.paths) {
          if (isUndone(path)) continue
          const wasCreated = wasAbsent(path) || this.wasCreatedByRun(path)
          if (!this.#isInTree(path)) this.#forget(path)
          this.#set(path, {kind: 'tree'}, wasCreated, n)
        }
        return
    }
  }

  /** What programs had made by now; a path where they made nothing is absent. */
  noteTrees(after: readonly After[]): void {
    for (const {path, state} of after) {
      const known = this.#byPath.get(path)
      if (known?.state.kind === 'tree') this.#byPath.set(path, {...known, state})
    }
  }

  #set(path: string, state: State, wasCreated: boolean, n: number): void {
    if (!this.#isInTree(path)) this.#byPath.set(path, {state, wasCreated, n})
  }

  #move(from: string, to: string, state: State, n: number): void {
    const wasCreated = this.wasCreatedByRun(from)
    const moved = [...this.#byPath].filter(([path]) => isUnder(path, from))
    this.#forget(from)
    this.#forget(to)
    for (const [path, known] of moved) this.#set(to + path.slice(from.length), known.state, known.wasCreated, n)
    if (!moved.some(([path]) => path === from)) this.#set(to, state, wasCreated, n)
    else if (state.kind === 'tree') this.noteTrees([{path: to, state}])
    this.#set(from, absent, false, n)
  }

  #forget(folder: string): void {
    for (const path of [...this.#byPath.keys()]) if (isUnder(path, folder)) this.#byPath.delete(path)
  }

  #isInTree(path: string): boolean {
    for (let at = path; at.includes('/');) {
      at = parentOf(at)
      if (this.#byPath.get(at)?.state.kind === 'tree') return true
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
