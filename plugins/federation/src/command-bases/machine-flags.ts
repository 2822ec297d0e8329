import {boolean, integer, string} from '@oclif/core/flags'

/** How a machine is reached, for commands that write it down. */
export const wayFlags = {
  host: string({description: 'Its name, address or alias in ~/.ssh/config.'}),
  user: string({description: 'The account there.'}),
  port: integer({description: 'The port of its sshd.'}),
  key: string({description: 'A private key of yours.', helpValue: 'FILE'}),
  workspace: string({description: 'Where its town is, or will be.', helpValue: 'DIR'}),
  project: string({description: 'gcp: the project.'}),
  zone: string({description: 'gcp: the zone.'}),
}

/** Which host key is trusted, where nobody is asked. */
export const trustFlags = {
  fingerprint: string({
    description: 'The host key it must show.',
    helpValue: 'SHA256:...',
    exclusive: ['accept-new'],
  }),
  'accept-new': boolean({description: 'Trust whatever host key it shows, unless others are trusted.'}),
}
