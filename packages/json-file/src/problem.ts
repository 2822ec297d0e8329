import {GtError} from '@gt-town/contract'

/** What is wrong with the text of a JSON file, and where. */
export interface JsonProblem {
  /** 1-based */
  line: number
  /** 1-based, in characters */
  column: number
  /** what was expected there, such as `"version" must be 1` */
  expected: string
  /** a later gt wrote it: not broken, but not to be understood here */
  isLater?: true
}

/** `line 3, column 5: "version" must be 1` */
export function printProblem({line, column, expected}: JsonProblem): string {
  return `line ${line}, column ${column}: ${expected}`
}

/** A file that does not parse or validate; it is never overwritten except by the doctor, which moves it aside first. */
export class FileCorruptError extends GtError {
  readonly path: string
  readonly problem: JsonProblem

  constructor(path: string, problem: JsonProblem) {
    super('GT_FILE_CORRUPT', `${path} is corrupt, ${printProblem(problem)}`, {
      hint: problem.isLater
        ? 'a later gt wrote this file: update gt'
        : 'correct it by hand, or run gt doctor --fix, which moves it aside and rebuilds it',
    })
    this.path = path
    this.problem = problem
  }
}
