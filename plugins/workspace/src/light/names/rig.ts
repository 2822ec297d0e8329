import {rigsOf, type NamesOf} from '@gt-town/light'

/** Rigs: `gt rig show be<Tab>`. */
export const rigCandidates: NamesOf = (question) => rigsOf(question, question.machine)
