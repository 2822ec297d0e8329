import {townAddresses, type NamesOf} from '@gt-town/light'

/** Where a polecat is to be made: a rig, and whatever new name after it. */
export const rigOnMachineCandidates: NamesOf = (question) => townAddresses(question, {polecats: () => []})
