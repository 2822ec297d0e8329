import {randomBytes} from 'node:crypto'
import {isGtError, type Connection} from '@gt-town/contract'
import {expect} from 'chai'
import {runTmux, sessionNameOf, tmuxCapture, tmuxHasSession, tmuxList, tmuxSend, type TmuxTarget} from '../src/index.js'

/** Bytes of a text that a program is sent: across the sizes at which a pty's queue fills (4,096 on Linux). */
const sizes = [1, 100, 4095, 4096, 4097, 16_384, 100_000, 1_000_000]

/**
 * What holds for tmux over every connection, against a real tmux on a socket of its own.
 * @param open how the machine is reached; `root` is an empty folder there
 */
export function tmuxSuite(
  title: string,
  open: () => Promise<{connection: Connection; root: string; close: () => Promise<void>}>,
): void {
  describe(title, function () {
    this.timeout(60_000)
    const socket = `gt-test-${randomBytes(6).toString('hex')}`
    let connection: Connection
    let root = ''
    let close = async (): Promise<void> => Promise.resolve()
    before(async () => {
      ;({connection, root, close} = await open())
    })
    after(async () => {
      await runTmux(connection, socket, ['kill-server'], {writes: true})
      await close()
    })
    const target = (address: string): TmuxTarget => ({socket, session: sessionNameOf(address)})
    const start = async (address: string, script: string): Promise<TmuxTarget> => {
      const where = target(address)
      const server = ['start-server', ';', 'set-option', '-wg', 'remain-on-exit', 'on', ';']
      const args = [
        ...server,
        'new-session',
        '-d',
        '-s',
        where.session,
        '-x',
        '80',
        '-y',
        '24',
        '-c',
        root,
        '--',
        'sh',
        '-c',
        script,
      ]
      const {code, stderr} = await runTmux(connection, socket, args, {writes: true})
      expect([code, stderr]).to.deep.equal([0, ''])
      return where
    }
    const until = async (what: () => Promise<boolean>): Promise<void> => {
      const deadline = Date.now() + 20_000
      while (!(await what())) {
        if (Date.now() > deadline) throw new Error('it never became true')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }

    it('has no session and no list where no server runs', async () => {
      expect(await tmuxHasSession(connection, target('a/b'))).to.equal(false)
      expect(await tmuxList(connection, socket)).to.deep.equal([])
    })

    it('tells sessions apart whose addresses begin alike, or hold dots and letters of all kinds', async () => {
      for (const address of ['rig/a', 'rig/ab.c', 'r\u00fcg.x/\u540d_1']) await start(address, 'sleep 60')
      for (const address of ['rig/a', 'rig/ab.c', 'r\u00fcg.x/\u540d_1']) {
        expect(await tmuxHasSession(connection, target(address)), address).to.equal(true)
      }
      for (const address of ['rig/', 'rig/ab', 'rig/ab_c', 'rig/ab.', 'r\u00fcg.x/\u540d', 'rig']) {
        expect(await tmuxHasSession(connection, target(address)), address).to.equal(false)
      }
    })

    it('says of a program that has ended how it did', async () => {
      const {session} = await start('rig/ends', 'exit 41')
      const killed = await start('rig/killed', 'kill -KILL $$')
      const endOf = async (name: string) =>
        (await tmuxList(connection, socket)).find((pane) => pane.session === name)?.ended
      await until(async () => Boolean((await endOf(session)) && (await endOf(killed.session))))
      // tmux sometimes loses it (tmux#4841), and then it must not be made up.
      expect(await endOf(session)).to.deep.oneOf([{status: 41}, {}])
      expect(await endOf(killed.session)).to.deep.oneOf([{signal: 9}, {status: 0, signal: 9}, {}])
    })

    for (const bytes of sizes) {
      it(`gives a program ${bytes} bytes exactly as they are`, async () => {
        const file = `${root}/got-${bytes}`
        const where = await start(
          `rig/gets-${bytes}`,
          `stty raw -echo; printf '\\033[?2004h'; sleep 0.2; touch '${file}.ready'; head -c ${bytes + 13} > '${file}'; sleep 60`,
        )
        await until(async () => connection.fileExists(`${file}.ready`))
        const text = textOf(bytes)
        await tmuxSend(connection, where, text, {gapMs: 50})
        await until(
          async () => (await connection.fileExists(file)) && (await connection.stat(file)).size === bytes + 13,
        )
        const got = (await connection.readFile(file)).toString()
        expect(got === `\u001b[200~${text}\u001b[201~\r`, got.slice(0, 200)).to.equal(true)
      })
    }

    it('pastes what a shell or tmux would take for something else', async () => {
      const file = `${root}/odd`
      const odd = [
        'semi;',
        ';',
        '-x',
        '--',
        'it\'s "$HOME" `id` #{pid} %s',
        '\ttab',
        'caf\u00e9 \u540d \ud83d\ude00',
        'a\\;',
      ].join('\n')
      const length = Buffer.byteLength(odd)
      const where = await start(
        'rig/odd',
        `stty raw -echo; printf '\\033[?2004h'; sleep 0.2; touch '${file}.ready'; head -c ${length + 13} > '${file}'; sleep 60`,
      )
      await until(async () => connection.fileExists(`${file}.ready`))
      await tmuxSend(connection, where, odd.replaceAll('\n', '\r\n'), {gapMs: 50})
      await until(async () => (await connection.fileExists(file)) && (await connection.stat(file)).size === length + 13)
      expect((await connection.readFile(file)).toString()).to.equal(`\u001b[200~${odd}\u001b[201~\r`)
    })

    it('refuses control characters, and a session that is not there', async () => {
      const where = target('rig/a')
      for (const text of ['', 'a\u001b[201~b', 'a\u0000b', 'a\rb', '\u009b']) {
        const error = await tmuxSend(connection, where, text).catch((thrown: unknown) => thrown)
        expect(isGtError(error, 'GT_TEXT_INVALID'), JSON.stringify(text)).to.equal(true)
      }
      const missing = await tmuxSend(connection, target('rig/nobody'), 'x').catch((thrown: unknown) => thrown)
      expect(isGtError(missing, 'GT_SESSION_MISSING'), String(missing)).to.equal(true)
      const {stdout} = await runTmux(connection, socket, ['list-buffers'])
      expect(stdout.toString()).to.equal('')
    })

    it('reads a screen, wrapped lines joined where asked for', async () => {
      const where = await start('rig/shows', `printf '%s\\n' ${'x'.repeat(100)} end; sleep 60`)
      await until(async () => (await tmuxCapture(connection, where)).includes('end'))
      expect(await tmuxCapture(connection, where)).to.equal(`${'x'.repeat(80)}\n${'x'.repeat(20)}\nend`)
      expect(await tmuxCapture(connection, where, {join: true})).to.equal(`${'x'.repeat(100)}\nend`)
    })
  })
}

/** So many bytes of lines, the last one without an end. */
function textOf(bytes: number): string {
  const line = '0123456789 abcdefghijklmnopqrstuvwxyz;\n'
  return `${line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes - 1)}.`
}
