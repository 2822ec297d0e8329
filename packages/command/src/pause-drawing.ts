/** Something that is drawn on the terminal again and again. */
export interface LiveDrawing {
  /** takes it off the screen */
  pause(): void
  resume(): Promise<void>
}

const drawings = new Set<LiveDrawing>()
let questions = 0

/** From now on it makes room for questions, at once where one is open. @returns ends that */
export function registerDrawing(drawing: LiveDrawing): () => void {
  drawings.add(drawing)
  if (questions > 0) drawing.pause()
  return () => void drawings.delete(drawing)
}

/** Asks something while nothing else is drawn: what is live holds back what others write. */
export async function withDrawingPaused<T>(ask: () => Promise<T>): Promise<T> {
  if (questions++ === 0) for (const drawing of drawings) drawing.pause()
  try {
    return await ask()
  } finally {
    if (--questions === 0) for (const drawing of drawings) await drawing.resume()
  }
}
