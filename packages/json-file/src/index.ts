export {editJson, printJson, readJson, updateJson, type Edit} from './file.js'
export {decode, parseJson, type Parsed, type SchemaError, type Validator} from './parse.js'
export {FileCorruptError, printProblem, type JsonProblem} from './problem.js'
export {salvageJson} from './salvage.js'
