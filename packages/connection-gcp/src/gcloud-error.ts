import {ConnectFailedError, GtError} from '@gt-town/contract'
import type {InstancePlace} from './instance.js'

/**
 * Why gcloud would not say where an instance is; it tells by its words alone.
 * @param stderr what it wrote to stderr
 */
export function gcloudError(machine: string, {project, zone, instance}: InstancePlace, stderr: string): GtError {
  const reason = reasonOf(stderr)
  const fail = (kind: ConnectFailedError['kind'], text: string, hint: string): ConnectFailedError =>
    new ConnectFailedError(machine, kind, text, {hint})
  if (/active account selected|gcloud auth login|[Rr]eauthenticat|refreshing your current auth tokens/.test(stderr)) {
    return fail('auth', `gcloud is not logged in (${reason})`, 'log in: gcloud auth login')
  }
  const permission = /Required '([\w.]+)' permission/.exec(stderr)?.[1]
  if (permission !== undefined || /PERMISSION_DENIED|\b403\b/.test(stderr)) {
    return fail(
      'auth',
      `gcloud's account may not look at ${instance} in ${project} (${permission ?? reason})`,
      'ask for the role Compute Viewer there, or choose another account: gcloud auth list',
    )
  }
  if (/was not found/.test(stderr)) {
    return fail(
      'unreachable',
      `there is no instance ${instance} in zone ${zone} of project ${project}`,
      `see which there are: gcloud compute instances list --project=${project}`,
    )
  }
  return new GtError('GT_GCLOUD_FAILED', `${machine}: gcloud failed: ${reason}`, {
    hint: 'fix what it names; gcloud info --run-diagnostics helps to find out more',
  })
}

/** Why no tunnel came about. */
export function tunnelError(
  machine: string,
  {project, instance}: InstancePlace,
  port: number,
  stderr: string,
): GtError {
  const code = /\[(40\d\d)\b/.exec(stderr)?.[1]
  if (/\b4033\b|not authorized|missing permissions/.test(stderr)) {
    return new ConnectFailedError(
      machine,
      'auth',
      `gcloud's account may open no tunnel to ${instance} (${code ?? 'not authorized'})`,
      {
        hint: `ask for the role IAP-secured Tunnel User in project ${project}`,
      },
    )
  }
  if (/\b4003\b|failed to connect to backend/.test(stderr)) {
    return new ConnectFailedError(
      machine,
      'unreachable',
      `the tunnel does not reach port ${port} of ${instance} (4003)`,
      {
        hint: 'see whether sshd runs there and the firewall lets 35.235.240.0/20 in',
      },
    )
  }
  return new ConnectFailedError(machine, 'unreachable', `the tunnel ended: ${reasonOf(stderr)}`, {
    hint: 'see what gcloud says of it: gcloud compute start-iap-tunnel --help',
  })
}

/** Its last complaint, up to the first line that ends a sentence: `ERROR: (gcloud.compute…) Could not fetch resource:\n - The resource …`. */
function reasonOf(stderr: string): string {
  const at = stderr.lastIndexOf('ERROR: ')
  const text = (at < 0 ? stderr : stderr.slice(at)).replace(/^ERROR: (?:\([\w.-]+\) )?/, '').trim()
  const [sentence = ''] = /^(?:.*:\n)*.*/.exec(text.replace(/\s*Traceback [^]*$/, '')) ?? []
  return sentence.replaceAll(/\s+/g, ' ').slice(0, 300) || 'it gave no reason'
}
