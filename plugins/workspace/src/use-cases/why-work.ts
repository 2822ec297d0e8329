import {isGtError, type Rig, type WhyQuestion, type WhyStep} from '@gt-town/contract'
import {inspectClone} from '@gt-town/git'
import {closest, quoteIfNeeded} from '@gt-town/text'
import {polecatFolder, refineryClone} from '@gt-town/town-layout'
import {isFull} from '../domain/town/disk.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigStates} from '../operations/rigs/rig-states.js'
import {rigs} from '../operations/rigs/rigs.js'

const order = {disk: 25, registry: 28, rig: 30, refinery: 35, polecat: 40, clone: 45}

/** What hinders work, as far as files of the town tell: by what the doctor's checks of the same things look at. */
export async function whyWork(question: WhyQuestion): Promise<WhyStep[]> {
  const {subject} = question
  const disk = await diskStep(question)
  try {
    if (subject.kind === 'town' || subject.kind === 'mayor') return [disk, ...(await registrySteps(question))]
    return [disk, ...(await rigSteps(question, subject))]
  } catch (error) {
    if (!isGtError(error)) throw error
    const state = error.code === 'GT_FILE_CORRUPT' ? 'cause' : 'unknown'
    return [
      disk,
      {
        order: order.registry,
        what: 'registry of rigs',
        state,
        says: error.message,
        next: `gt doctor${onMachine(question.machine)} --fix`,
      },
    ]
  }
}

async function diskStep({connection, workspace}: WhyQuestion): Promise<WhyStep> {
  const [space] = await connection.inspect([{op: 'space', path: workspace.root}])
  const step = {order: order.disk, what: 'disk'}
  if (!space.ok) return {...step, state: 'unknown', says: space.error.message}
  if (!isFull(space.value)) return {...step, state: 'ok', says: 'has room'}
  return {
    ...step,
    state: 'cause',
    says: `is full: ${Math.floor(space.value.freeBytes / 1024 / 1024)} MiB are free`,
    next: 'gt trash list shows what was removed and still takes room',
  }
}

/** Of the whole town: whether its registry can be read, and the first rig that is not whole. */
async function registrySteps({connection, workspace, machine, subject}: WhyQuestion): Promise<WhyStep[]> {
  const known = await rigs(connection, workspace, {strict: true})
  const step: WhyStep = {order: order.registry, what: 'registry of rigs', state: 'ok', says: 'is valid'}
  if (subject.kind === 'mayor') return [step]
  const states = await rigStates(connection, workspace, known)
  const at = states.findIndex((state) => state !== 'ok')
  const rig = known[at]
  if (rig === undefined) return [step]
  const next = `gt doctor --rig ${quoteIfNeeded(rig.name)}${onMachine(machine)} --fix`
  return [step, {order: order.rig, what: `rig ${rig.name}`, state: 'cause', says: states[at] ?? '', next}]
}

async function rigSteps(
  {connection, workspace, machine}: WhyQuestion,
  subject: {readonly rig: string; readonly polecat?: string},
): Promise<WhyStep[]> {
  const known = await rigs(connection, workspace, {strict: true})
  const rig = known.find(({name}) => name === subject.rig)
  const step = {order: order.rig, what: `rig ${subject.rig}`}
  if (rig === undefined) return [{...step, state: 'cause', ...unknownRig(subject.rig, known, machine)}]
  const [state = 'ok'] = await rigStates(connection, workspace, [rig])
  const next = `gt doctor --rig ${quoteIfNeeded(rig.name)}${onMachine(machine)} --fix`
  if (state !== 'ok') return [{...step, state: stateOf(state), says: state, next}]
  const rigStep: WhyStep = {...step, state: 'ok', says: 'is whole'}
  const refinery = await cloneStep(
    {connection, folder: refineryClone(rig), order: order.refinery},
    'refinery clone',
    next,
  )
  const own = subject.polecat === undefined ? [] : await polecatSteps({connection, machine, rig}, subject.polecat)
  return [rigStep, refinery, ...own]
}

async function polecatSteps(
  {connection, machine, rig}: Pick<WhyQuestion, 'connection' | 'machine'> & {rig: Rig},
  polecat: string,
): Promise<WhyStep[]> {
  const address = `${rig.name}/${polecat}`
  const step = {order: order.polecat, what: `polecat ${address}`}
  const names = await polecats(connection, rig)
  const folder = polecatFolder(rig, polecat)
  if (!names.includes(polecat)) {
    const [taken] = await connection.inspect([{op: 'stat', path: folder, follow: false}])
    if (taken.ok) {
      const next = `move ${folder} away, then gt polecat add ${address}`
      return [{...step, state: 'cause', says: 'is no folder: something else has its place', next}]
    }
    const near = closest(polecat, names)
    const says = near === undefined ? 'does not exist' : `does not exist; did you mean ${rig.name}/${near}?`
    const prefix = machine === 'local' ? '' : `${machine}:`
    const next = near === undefined ? `gt polecat add ${prefix}${address}` : `gt why ${prefix}${rig.name}/${near}`
    return [{...step, state: 'cause', says, next}]
  }
  const next = 'save what is in it, then repair it with git: gt doctor says more'
  return [
    {...step, state: 'ok', says: 'is there'},
    await cloneStep({connection, folder, order: order.clone}, `clone of ${address}`, next),
  ]
}

async function cloneStep(
  {connection, folder, order: place}: Pick<WhyQuestion, 'connection'> & {folder: string; order: number},
  what: string,
  next: string,
): Promise<WhyStep> {
  const found = await inspectClone(connection, folder)
  const step = {order: place, what}
  if (found.state === 'valid') return {...step, state: 'ok', says: 'is valid'}
  if (found.state === 'missing') return {...step, state: 'cause', says: 'is missing', next}
  if (found.state === 'elsewhere') return {...step, state: 'unknown', says: found.reason}
  return {...step, state: 'cause', says: `is broken: ${found.reason}`, next: found.nextStep ?? next}
}

function unknownRig(name: string, known: readonly Rig[], machine: string): Pick<WhyStep, 'says' | 'next'> {
  const near = closest(
    name,
    known.map((rig) => rig.name),
  )
  if (near !== undefined)
    return {says: `does not exist; did you mean ${near}?`, next: `gt rig list${onMachine(machine)}`}
  return {says: 'does not exist', next: `gt rig list${onMachine(machine)}`}
}

function stateOf(state: string): 'cause' | 'unknown' {
  return state.includes('unreadable') ? 'unknown' : 'cause'
}

function onMachine(machine: string): string {
  return machine === 'local' ? '' : ` --machine ${machine}`
}
