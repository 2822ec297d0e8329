import {forwardError} from '../connect-error.js'
import {ConnectFailedError, HostKeyError, type HostKeyProblem} from '@gt-town/contract'

/**
 * Why the system's ssh made no connection, from what it says with `-v` (sshconnect.c, readconf.c of OpenSSH 9).
 * @param output all of it
 * @param known the keys that are trusted for it, `SHA256:…`, and where they stand
 */
export function openSshError(
  machine: string,
  output: string,
  {trusted, places}: {readonly trusted: readonly string[]; readonly places: readonly string[]},
): ConnectFailedError | HostKeyError {
  // The hops on the way come first.
  const presented = [...output.matchAll(/Server host key: \S+ (SHA256:\S+)/g)].at(-1)?.[1]
  const hostKey = hostKeyProblem(output)
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^(debug\d|OpenSSH_)/.test(line))
  const last = lines.at(-1)?.trim() ?? 'ssh gave no reason'
  if (hostKey && /closed by UNKNOWN port/.test(output)) return onTheWay(machine, hostKey, presented, output)
  if (hostKey) {
    const [reason, hint] = {
      unknown: [
        `it shows the key ${presented ?? '?'}, and no key of it is trusted yet`,
        `compare it with what \`ssh-keygen -l\` prints of that machine's host key, then run \`gt machine trust ${machine}\``,
      ],
      changed: [
        `it shows the key ${presented ?? '?'}, but trusted is ${trusted.join(', ')} (${places.join(', ')})`,
        `somebody may be in between: ask who runs that machine; if its key was changed, run \`gt machine trust ${machine}\``,
      ],
      revoked: [`it shows the key ${presented ?? '?'}, which is revoked`, 'make that machine a new host key'],
      unreadable: [last, 'see to the file with trusted keys'],
    }[hostKey] as [string, string]
    return new HostKeyError(`${machine}: ${reason}`, hostKey, {presented, trusted}, {hint})
  }
  if (/Permission denied \(|Too many authentication failures|No more authentication methods/i.test(output)) {
    return new ConnectFailedError(machine, 'auth', `it takes none of the keys that ssh offered (${last})`, {
      hint: 'add your public key to ~/.ssh/authorized_keys there; load a key with a passphrase with ssh-add first',
    })
  }
  if (/Could not resolve hostname/.test(output)) {
    return new ConnectFailedError(machine, 'unreachable', `there is no host of this name (${last})`, {
      hint: 'check the name of the host',
    })
  }
  if (/Unable to negotiate|Bad configuration option|no matching/i.test(output)) {
    return new ConnectFailedError(machine, 'unsupported', last, {hint: 'see what ssh says of it: ssh -v'})
  }
  const [, refused] = /^channel \d+: open failed: (?:connect failed: )?(.+?)\r?$/m.exec(output) ?? []
  if (refused !== undefined && /^stdio forwarding failed/m.test(output)) {
    return forwardError(machine, whereOf(output), lastHopOf(output), refused)
  }
  // The end of a ProxyCommand's: what it said itself comes before.
  const reason = last.includes('UNKNOWN port') ? lines.join(' ').slice(-4000) : last
  return new ConnectFailedError(machine, 'unreachable', reason, {
    hint: 'see whether the machine is up, sshd runs there and the network leads there',
  })
}

/** Of a ProxyJump only the last machine is ours to judge: for those before it ssh goes by the user's own files. */
function onTheWay(machine: string, kind: HostKeyProblem, presented: string | undefined, output: string): HostKeyError {
  const name = /Authenticating to (\S+) as /.exec(output)?.[1] ?? 'a machine'
  const shows = `${name}, on the way there, shows the key ${presented ?? '?'}`
  return new HostKeyError(
    `${machine}: ${shows}, which your own known_hosts does not vouch for (${kind})`,
    kind,
    {},
    {
      hint: 'log in to that machine with ssh, which asks about the key, or see to your known_hosts; --accept-new is for the last machine only',
    },
  )
}

function hostKeyProblem(output: string): HostKeyProblem | undefined {
  if (/REVOKED|revoked/.test(output) && /Host key verification failed|marked as revoked/.test(output)) return 'revoked'
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(output)) return 'changed'
  if (/No \S+ (?:host )?key is known for|Host key verification failed/.test(output)) return 'unknown'
  return undefined
}

/** ssh tells with `-v` by which command it reaches the last hop: `ssh -l me -W '[%h]:%p' hop` (sshconnect.c, readconf.c). */
function lastHopOf(output: string): string {
  return /ProxyCommand(?: from ProxyJump)?: .*-W '?\[%h\]:%p'? (\S+)/.exec(output)?.[1] ?? 'the last host'
}

function whereOf(output: string): string {
  const [, host, port] = /-W '?\[([^%\]]+)\]:(\d+)/.exec(output) ?? []
  return host === undefined || port === undefined ? 'its port' : `${host}:${port}`
}
