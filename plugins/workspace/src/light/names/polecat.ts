import {townAddresses, type NamesOf} from '@gt-town/light'

/** Polecats, by their addresses. */
export const polecatCandidates: NamesOf = (question) => townAddresses(question)
