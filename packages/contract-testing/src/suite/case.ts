import assert from 'node:assert/strict'
import {isGtError, messageOf, type Connection, type ErrorCode} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'

/** What the suite is run against: made anew for every test. */
export interface Subject {
  readonly connection: Connection
  /** an empty folder, without symbolic links, that the connection may write in */
  readonly root: string
  /** removes what the test left */
  dispose(): Promise<void>
  /** runs work without root's privileges, in a root that belongs to that user; present where modes are obeyed */
  unprivileged?<T>(work: () => Promise<T>): Promise<T>
  /** the network between us and the machine, for `networkSuite` */
  network?: Network
}

/** A network that fails at the moment the test chooses. */
export interface Network {
  /** ends the link at once */
  cut(): void
  /** ends it as soon as so many more bytes went through */
  cutAfter(bytes: number): void
  /** nothing arrives any more, either way, while nothing is closed */
  freeze(): void
  /** undoes `freeze` */
  thaw(): void
  /** the same machine and account by a way that does not fail */
  readonly witness: Connection
}

/** What the subject can do; the tests of what it cannot are not defined. */
export interface Capabilities {
  /** runs the programs of a POSIX system */
  programs?: boolean
  /** obeys modes: the subject has `unprivileged` */
  permissions?: boolean
  /** false: it only notes what would be done, and so keeps nobody out of a lock */
  locks?: boolean
  /**
   * argv of a program that uses a connection of its own in a process of its own: `write PATH` overwrites the file for ever
   * with a mebibyte of one letter, `count PATH N` adds 1 to the number in it N times under its lock, `hold PATH` takes
   * the lock, prints a line and keeps it.
   */
  driver?: readonly string[]
  /** how often it tries what goes wrong by chance alone: writers that are killed, and five times as many counts and writes; default 4 */
  rounds?: number
  /** the first promise of each kind alone, for one that differs little from a subject that keeps them all; default false */
  few?: boolean
  /** only what concerns programs, for one that differs in nothing else; default false */
  onlyPrograms?: boolean
}

export type Make = () => Promise<Subject>

interface TestGlobals {
  describe(title: string, body: () => void): unknown
  it(title: string, body: () => Promise<void>): unknown
}

/** Promises that are defined at present: all, or the first of each kind, and whether this kind has it. */
let defining = {few: false, hasOne: false}

/** mocha's globals, so that this package needs no test runner. */
export function describe(title: string, body: () => void): void {
  ;(globalThis as unknown as TestGlobals).describe(title, () => {
    defining.hasOne = false
    body()
  })
}

/** Defines a suite. @param few of each kind, which is what a `describe` tells of, only the first promise */
export function defineSuite(few: boolean, define: () => void): void {
  const before = defining
  defining = {few, hasOne: false}
  try {
    define()
  } finally {
    defining = before
  }
}

/** @returns whether the promise that comes next is one of those */
export function isChosen(): boolean {
  const isSo = !defining.few || !defining.hasOne
  defining.hasOne = true
  return isSo
}

/** One promise of the port, tried on a fresh subject. */
export function must(title: string, make: Make, body: (subject: Subject) => Promise<void>): void {
  if (isChosen()) it(`MUST ${title}`, async () => onFresh(make, body))
}

/** mocha's. */
export function it(title: string, body: () => Promise<void>): void {
  ;(globalThis as unknown as TestGlobals).it(title, body)
}

export async function onFresh(make: Make, body: (subject: Subject) => Promise<void>): Promise<void> {
  const subject = await make()
  try {
    await body(subject)
  } finally {
    await subject.dispose()
  }
}

export async function fails(code: ErrorCode, work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => assert.fail(`it succeeded instead of ${code}`),
    (thrown: unknown) => thrown,
  )
  assert.ok(isGtError(error, code), `${code} expected, not ${messageOf(error)}`)
}

export async function textOf(connection: Connection, path: string): Promise<string> {
  return (await connection.readFile(path)).toString()
}

export async function namesIn(connection: Connection, path: string): Promise<string[]> {
  return (await connection.listDir(path)).map(({name}) => name)
}

/** Waits for something that must become true soon; the limit is generous, since machines are slow. */
export async function eventually(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  // Less and less often: each time may cost processes.
  for (let pauseMs = 20; !(await isTrue()); pauseMs = Math.min(pauseMs * 1.5, 250)) {
    if (Date.now() > deadline) assert.fail(`it never became true that ${what}`)
    await pause(pauseMs)
  }
}

/** The outcomes of many attempts at once: how many went well, and the codes of the others. */
export async function race(attempts: readonly Promise<unknown>[]): Promise<{won: number; codes: string[]}> {
  const settled = await Promise.allSettled(attempts)
  const lost = settled.filter((outcome) => outcome.status === 'rejected')
  const codes = new Set(lost.map(({reason}) => (isGtError(reason) ? reason.code : messageOf(reason))))
  return {won: settled.length - lost.length, codes: [...codes]}
}
