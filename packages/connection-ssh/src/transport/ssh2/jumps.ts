/** One host on the way, as ProxyJump names it. */
export interface Jump {
  readonly host: string
  readonly user?: string
  readonly port?: number
}

/**
 * Reads ssh's ProxyJump: `[user@]host[:port]` or `ssh://…`, comma-separated, the first hop first (ssh_config(5)). An IPv6
 * address with a port stands in brackets.
 */
export function parseJumps(text: string | undefined): Jump[] {
  if (text === undefined) return []
  return text.split(',').map((part) => {
    const plain = part
      .trim()
      .replace(/^ssh:\/\//, '')
      .replace(/\/$/, '')
    const at = plain.lastIndexOf('@')
    const place = plain.slice(at + 1)
    const [, bracketed, , bare, port] = /^(?:\[([^\]]+)\](:|$)|([^:]+)(?=:|$))?:?(\d+)?$/.exec(place) ?? []
    return {
      host: bracketed ?? bare ?? place,
      ...(at > 0 && {user: plain.slice(0, at)}),
      ...(port !== undefined && {port: Number(port)}),
    }
  })
}
