import type {Client} from 'ssh2'

/** A connection to a host on the way. */
export interface HopConnection {
  readonly client: Client
  close(): void
}

interface SharedHop {
  readonly making: Promise<HopConnection>
  users: number
}

/** What leads to the machines behind it; one for all who go the same way at the same time. */
const hops = new Map<string, SharedHop>()

/**
 * The connection to a host on the way that others use already, or a new one. It ends when its last user has closed it.
 * @param way what tells two ways apart, whom to trust on it too
 * @throws what `make` throws
 */
export async function sharedHop(
  way: string,
  make: () => Promise<HopConnection>,
  stop: AbortSignal,
): Promise<HopConnection> {
  for (;;) {
    const known = hops.get(way)
    const hop = known ?? begin(way, make)
    hop.users++
    try {
      const {client, close} = await hop.making
      return {client, close: once(() => leave(way, hop, close))}
    } catch (error) {
      forget(way, hop)
      // Whoever began it gave up, which is no reason for others.
      if (known === undefined || stop.aborted) throw error
    }
  }
}

function begin(way: string, make: () => Promise<HopConnection>): SharedHop {
  const making = make().then((connection) => {
    connection.client.once('close', () => forget(way, hop))
    return connection
  })
  const hop: SharedHop = {making, users: 0}
  hops.set(way, hop)
  return hop
}

function leave(way: string, hop: SharedHop, close: () => void): void {
  hop.users--
  if (hop.users > 0) return
  forget(way, hop)
  close()
}

function forget(way: string, hop: SharedHop): void {
  if (hops.get(way) === hop) hops.delete(way)
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
