import {collect} from '@gt-town/hooks'
import {messageOf, type TrashQuestion} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'

const timeoutMs = 30_000

/**
 * Has plugins move what belongs to a polecat or rig into the trash, or back.
 * @returns what stayed where it was, one line each: by then the polecat or rig itself has moved
 */
export async function moveAlong(config: Interfaces.Config, question: TrashQuestion): Promise<string[]> {
  const {answers, failures} = await collect(config, 'gt:trash', question, {timeoutMs})
  return [
    ...answers.flatMap(({value}) => value),
    ...failures.map(({plugin, error}) => `${plugin} left something of ${question.address} behind: ${messageOf(error)}`),
  ]
}
