import {pause} from '@gt-town/waiting'

/**
 * Does together what is asked for at the same time: one run at a time for each owner, and what is asked meanwhile waits for the next.
 * @param run gets everything that was asked for before it began
 * @returns asks for one item; answers with what the run that had it answered
 */
export function inBatches<Owner extends object, Item, Answer>(
  run: (owner: Owner, items: Item[]) => Promise<Answer>,
): (owner: Owner, item: Item) => Promise<Answer> {
  const last = new WeakMap<Owner, Promise<unknown>>()
  const next = new WeakMap<Owner, {items: Item[]; answer: Promise<Answer>}>()
  return async (owner, item) => {
    const open = next.get(owner)
    if (open) {
      open.items.push(item)
      return open.answer
    }
    const items = [item]
    const before = last.get(owner) ?? Promise.resolve()
    const answer = before
      .catch(() => undefined)
      .then(async () => {
        // Whoever asks in the same moment is still to come.
        await pause(0)
        next.delete(owner)
        return run(owner, items)
      })
    next.set(owner, {items, answer})
    last.set(owner, answer)
    return answer
  }
}
