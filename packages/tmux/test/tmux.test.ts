import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {connect, makePlace, makeRoot} from '../../connection-ssh/test/ssh-subject.js'
import {tmuxSuite} from './tmux-suite.js'

tmuxSuite('tmux here', async () => {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'gt-tmux-'))
  return Promise.resolve({
    connection: new LocalConnection(),
    root,
    close: async () => Promise.resolve(rmSync(root, {recursive: true})),
  })
})

tmuxSuite('tmux over ssh', async () => {
  const place = await makePlace()
  const {root, remove} = makeRoot(place)
  const connection = connect(place)
  return {
    connection,
    root,
    close: async () => {
      await connection[Symbol.asyncDispose]()
      remove()
      await place.dispose()
    },
  }
})
