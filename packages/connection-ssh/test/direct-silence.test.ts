import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {directProgram} from '../src/agent/generated/programs.js'
import {many} from '../../../test/support/rounds.js'

/** What /bin/sh is on Debian, on others, and where there is little room. bash takes the input for a network's, and would read ~/.bashrc. */
const shells = [['dash'], ['bash', '--norc'], ['busybox', 'ash']]
/** As connection-ssh gives them: ended after a minute, or after a second without a word. */
const words = ['gt-marker', '60', '1', '', 'sleep', '300']

describe('a program without the agent whose link is silent', () => {
  for (const shell of shells) {
    it(`is ended by ${shell.join(' ')}, however early the first word was`, async () => {
      const [command = '', ...rest] = shell
      const script = directProgram.trimEnd().replaceAll('\n', '; ')
      const programs = Array.from({length: 4 * many}, () => {
        const child = spawn(command, [...rest, '-c', script, 'sh', ...words], {detached: true})
        child.stdin.write('\n\n')
        return child
      })
      try {
        const ends = programs.map(async (program) => once(program, 'exit'))
        const all = await Promise.race([Promise.all(ends), sleep(20_000, 'some run on', {ref: false})])
        expect(all).not.to.equal('some run on')
      } finally {
        programs.forEach(end)
      }
    })
  }
})

function end({pid, exitCode, signalCode}: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
}
