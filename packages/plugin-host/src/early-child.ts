import type {ChildProcess} from 'node:child_process'

let early: ChildProcess | undefined

/** For whoever started a child before all this was loaded, so that it starts while gt does: see bin/early-child.js. */
export function offerEarlyChild(child: ChildProcess): void {
  early = child
}

/** @returns it, once */
export function takeEarlyChild(): ChildProcess | undefined {
  const child = early
  early = undefined
  return child
}
