/**
 * Sends a list in one piece; where one of it cannot be cloned, piece by piece, so that it does not hold up the others.
 * @param unsendable told which one cannot be sent, and why
 */
export function sendEach<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => void,
  unsendable: (item: Item, error: unknown) => void,
): void {
  try {
    send(items)
  } catch {
    for (const item of items) {
      try {
        send([item])
      } catch (error) {
        unsendable(item, error)
      }
    }
  }
}
