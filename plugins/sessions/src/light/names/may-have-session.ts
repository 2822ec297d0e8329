import {townAddresses, type NamesOf} from '@gt-town/light'

/** Who may have a session: every polecat, and the mayor. */
export const mayHaveSessionCandidates: NamesOf = (question) =>
  townAddresses(question, {others: () => [{value: 'mayor'}]})
