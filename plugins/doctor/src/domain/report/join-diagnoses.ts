import type {Diagnosis} from './diagnosis.js'

/** The diagnosis of one machine, by its name in the registry. */
export interface MachineDiagnosis {
  readonly name: string
  readonly diagnosis: Diagnosis
}

/** One report of all: this machine first, then the others in the order given. */
export function joinDiagnoses(here: Diagnosis, there: readonly MachineDiagnosis[]): Diagnosis {
  const away = there.flatMap(({name, diagnosis}) => diagnosis.sections.map((section) => ({...section, machine: name})))
  return {
    ...here,
    sections: [...here.sections, ...away],
    machines: there.map(({name, diagnosis: {workspace}}) => ({name, ...(workspace && {workspace})})),
  }
}

/** The part of a report that is about the machine we are on. */
export function hereOf({workspace, sections}: Diagnosis): Diagnosis {
  return {...(workspace && {workspace}), sections: sections.filter(({machine}) => machine === undefined)}
}
