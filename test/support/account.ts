import {execFileSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {chmodSync, chownSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {processes} from './processes.js'

/** An account of the test's own, with a home in the temporary directory. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly home: string
  /** ends its processes, removes it and its home */
  remove(): void
}

/** Only root can make one. @param shell whole path of its login shell @param password default none that opens it */
export function makeAccount(shell: string, password?: string): Account {
  const name = `gt-test-${randomBytes(4).toString('hex')}`
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gt-home-'))
  // `*` instead of the usual `!`: sshd takes that for a locked account.
  execFileSync('useradd', ['--no-create-home', '--home-dir', home, '--shell', shell, '--password', '*', name])
  if (password !== undefined) execFileSync('chpasswd', {input: `${name}:${password}\n`})
  const uid = Number(execFileSync('id', ['-u', name], {encoding: 'utf8'}))
  chownSync(home, uid, Number(execFileSync('id', ['-g', name], {encoding: 'utf8'})))
  chmodSync(home, 0o755)
  return {
    name,
    uid,
    home,
    remove: () => {
      endProcesses(uid)
      execFileSync('userdel', ['--force', name], {stdio: 'ignore'})
      rmSync(home, {recursive: true, force: true})
    },
  }
}

/** Those of this account alone, by their pids. */
function endProcesses(uid: number): void {
  for (const {pid} of processes().filter((each) => each.uid === uid)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
