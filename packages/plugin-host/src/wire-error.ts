import {cutText} from '@gt-town/text'
import {GtError, isGtError, messageOf} from '@gt-town/contract'
import type {WireError, WireOutcome} from './protocol.js'

/** An error as it crosses to another process: structured cloning would keep neither its code nor its next step. */
export function toWireError(error: unknown): WireError {
  const name = error instanceof Error ? error.name : 'Error'
  const message = cutText(messageOf(error))
  if (!isGtError(error)) return {name: cutText(name), message}
  const {code, hint, exit} = error
  return {name, message, gt: {code, hint: hint === undefined ? undefined : cutText(hint), exit}}
}

export function fromWireError({name, message, gt}: WireError): Error {
  if (gt) return new GtError(gt.code, message, {hint: gt.hint, exit: gt.exit})
  const error = new Error(message)
  error.name = name
  return error
}

export async function toWireOutcome<T>(work: Promise<T>): Promise<WireOutcome<T>> {
  try {
    return {ok: true, value: await work}
  } catch (error) {
    return {ok: false, error: toWireError(error)}
  }
}
