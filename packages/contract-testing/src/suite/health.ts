import assert from 'node:assert/strict'
import {describe, fails, must, type Make} from './case.js'

export function healthSuite(make: Make): void {
  describe('probe', () => {
    must('say how the machine is', make, async ({connection, root}) => {
      const health = await connection.probe({path: `${root}/not/there/yet`})
      assert.equal(connection.isHealthy(), true)
      for (const fact of [health.connect_ms, health.exec_ms, health.load1, health.memory_free_bytes]) {
        assert.ok(fact === null || fact >= 0, `${fact}`)
      }
      assert.ok(health.cpus === null || health.cpus >= 1)
      const {disk_free_bytes: free, disk_total_bytes: total} = health
      assert.ok(free !== null && total !== null && free <= total && total > 0)
      // The tests' machines share one clock; a slow round trip blurs it.
      assert.ok(Math.abs(health.clock_skew_ms) <= 5000)
      for (const name of ['git', 'tmux'] as const) {
        const version = health.versions[name]
        assert.ok(version === undefined || (health.has[name] && /^\d+\.\d/.test(version)), version)
      }
    })
    must(
      'count the sessions of a tmux, none where it does not run, and only where that is asked for',
      make,
      async ({connection, root}) => {
        const asked = await connection.probe({path: root, tmuxSocket: 'gt-nobody-has-this'})
        assert.ok(asked.sessions === 0 || asked.sessions === null, `${asked.sessions}`)
        assert.equal((await connection.probe({path: root})).sessions, null)
      },
    )
    must('give up when the signal has fired', make, async ({connection}) => {
      await fails('GT_ABORTED', connection.probe({signal: AbortSignal.abort()}))
    })
  })
}
