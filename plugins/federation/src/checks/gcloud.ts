import {fail, pass, skip, type EnvironmentCheck} from '@gt-town/contract'
import {needsGcloud} from '../domain/machines.js'
import {isInUsualFolders, isOnPath} from '../operations/programs.js'
import {inspectRegistry} from '../operations/machine-registry.js'

export const gcloud: EnvironmentCheck = {
  id: 'federation/gcloud',
  title: 'gcloud installed',
  category: 'Environment',
  scope: 'environment',
  description: 'Looks for the Google Cloud CLI. A town needs it as soon as one of its machines is of type gcp.',
  remedy: 'Install the Google Cloud CLI (package google-cloud-cli), and log in: gcloud auth login.',

  async run({connection, workspace, signal}) {
    const machines = workspace && (await inspectRegistry(connection, workspace))
    if (!machines?.ok || !needsGcloud(machines.value)) return skip('no machine of this town is of type gcp')
    if (await isInUsualFolders(connection, 'gcloud')) return pass()
    if (await isOnPath(connection, 'gcloud', signal)) return pass()
    return fail('gcloud is not installed or not on PATH, and machines of this town are of type gcp', {
      hint: 'install the Google Cloud CLI',
    })
  },
}
