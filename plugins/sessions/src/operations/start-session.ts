import {GtError, type Place} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import type {TmuxTarget} from '@gt-town/tmux'
import {sessionFiles, sessionHookFile, sessionsFolder, sessionsIgnoreFile} from '@gt-town/town-layout'
import type {ChosenAgent} from '../domain/agents.js'
import {fillIn, fillInHooks} from '../domain/profile.js'
import {eventProgram, keepProgram, startProgram} from './programs/generated/programs.js'
import {folderOf, inboxName, sessionTarget} from './session-place.js'

export interface SessionStart extends ChosenAgent {
  /** `mayor`, or `rig/polecat` of the town */
  readonly address: string
  readonly epoch: number
  /** the id of the conversation, where the agent can be given one */
  readonly conversation?: string
  /** whether that conversation goes on */
  readonly resumes: boolean
  /** whether PATH is that of a login shell: on other machines, where nobody has set one up */
  readonly login: boolean
}

/** bytes of output that are kept in each of two files */
const mostLogBytes = 10 * 1024 * 1024
const size = {columns: 200, lines: 50}

/**
 * Starts a session: makes its files, and runs its program in tmux. Does not wait for what becomes of it.
 * @throws GtError `GT_TMUX_MISSING`, `GT_TMUX_TOO_OLD`, `GT_AGENT_MISSING`, `GT_SESSION_NO_FOLDER`, `GT_TMUX_FAILED`
 */
export async function startSession(place: Place, start: SessionStart, signal: AbortSignal): Promise<void> {
  const {connection, workspace} = place
  const {address, profile} = start
  const target = sessionTarget(workspace, address)
  const files = sessionFiles(workspace, target.session)
  await writeHookFiles(place, start, files.settings)
  const folder = folderOf(workspace, address)
  const command = (start.resumes ? profile.resume : undefined) ?? profile.start
  const values = {address, settings: files.settings, conversation: start.conversation ?? ''}
  const variables = Object.entries(variablesOf(place, start, target)).map(([name, value]) => `${name}=${value}`)
  // tmux expands what it takes for a format, and has no way to write some of it as it is: the path comes as numbers.
  const keep = `exec sh -c ${quoteWord(keepProgram)} gt-keep "$(printf %b '${octal(files.log)}')" ${mostLogBytes}`
  const words = [
    ...['-x', `${size.columns}`, '-y', `${size.lines}`],
    ...variables.flatMap((variable) => ['-e', variable]),
    '--',
    // A command is the user's own text.
    ...(start.command === undefined ? fillIn(command, values) : command),
  ]
  const argv = [
    ...['sh', '-c', startProgram, 'gt-start', target.socket, target.session, folder],
    ...[start.login ? 'login' : '', profile.program, literalFormat(keep).replaceAll('%', '%%')],
    ...words.map(literalWord),
  ]
  const {code, stdout, stderr} = await connection.execute(argv, {
    effect: 'write',
    paths: [sessionsFolder(workspace)],
    timeoutMs: 30_000,
    signal,
  })
  if (code === 0) return
  throw failureOf(code, {
    printed: stdout.toString().trim(),
    said: stderr.toString().trim(),
    folder,
    start,
    machine: connection.machine,
  })
}

async function writeHookFiles(
  {connection, workspace}: Place,
  {profile}: SessionStart,
  settings: string,
): Promise<void> {
  const hookFile = sessionHookFile(workspace)
  await connection.mkdirAll(sessionsFolder(workspace))
  // What agents say and do is nobody's to commit, also in a town whose .gitignore does not know of sessions.
  await connection.writeFile(sessionsIgnoreFile(workspace), '*\n')
  await connection.writeFile(hookFile, eventProgram)
  if (profile.settings === undefined) return
  const filled = fillInHooks(profile.settings, (event) => `sh ${quoteWord(hookFile)} ${quoteWord(event)}`)
  await connection.writeFile(settings, `${JSON.stringify(filled, null, 2)}\n`)
}

function variablesOf(
  {workspace}: Place,
  {address, epoch, profile}: SessionStart,
  target: TmuxTarget,
): Record<string, string> {
  const [rig, polecat] = address.split('/')
  return {
    GT_TOWN_ROOT: workspace.root,
    GT_ADDRESS: address,
    GT_SESSION: target.session,
    GT_EPOCH: `${epoch}`,
    ...(polecat !== undefined && rig !== undefined && {GT_RIG: rig, GT_POLECAT: polecat}),
    ...(profile.socket && {
      GT_SOCKET_VARIABLE: profile.socket.address,
      GT_TOKEN_VARIABLE: profile.socket.token,
      GT_SOCKET_NAME: inboxName(target),
    }),
  }
}

/** tmux expands formats in it: tmux(1), FORMATS. */
function literalFormat(text: string): string {
  return text.replaceAll('#', '##')
}

/** Each byte as printf(1) takes it for `%b`. */
function octal(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('')
}

/** A `;` at the end of a word parts commands of tmux: tmux(1), "COMMAND PARSING AND EXECUTION". */
function literalWord(word: string): string {
  return word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word
}

interface Failure {
  readonly printed: string
  readonly said: string
  readonly folder: string
  readonly start: SessionStart
  readonly machine: string
}

function failureOf(code: number | null, {printed, said, folder, start, machine}: Failure): GtError {
  const on = machine === 'local' ? '' : ` on ${machine}`
  const {program} = start.profile
  switch (code) {
    case 66:
      return new GtError('GT_TMUX_MISSING', `tmux is not installed${on}, or not on PATH`, {
        hint: 'install tmux 3.2 or later (Debian: apt-get install tmux)',
      })
    case 67:
      return new GtError('GT_TMUX_TOO_OLD', `tmux${on} is ${printed}: sessions need 3.2 or later`, {
        hint: 'install tmux 3.2 or later',
      })
    case 68:
      return new GtError('GT_AGENT_MISSING', `${program} was not found${on}; PATH there is ${printed}`, {
        hint: `install ${program}, or give its absolute path: agents.${start.agent || 'NAME'}.program in config.json`,
      })
    case 69:
      return new GtError('GT_SESSION_NO_FOLDER', `there is no folder ${folder}${on} for ${start.address}`, {
        hint: start.address === 'mayor' ? 'gt doctor says more' : `make it with gt polecat add ${start.address}`,
      })
    default: {
      const line = said.split('\n').at(-1) ?? ''
      return new GtError(
        'GT_TMUX_FAILED',
        `tmux did not start the session: ${line || `it ended with ${code ?? 'a signal'}`}`,
        {
          hint: hintOf(line),
        },
      )
    }
  }
}

function hintOf(line: string): string {
  if (/too long/i.test(line)) return 'the path of its socket is too long: set TMUX_TMPDIR to a shorter folder'
  if (/permission denied|error creating|couldn't create/i.test(line))
    return 'make the folder of its socket writable, or set TMUX_TMPDIR to one that is'
  return 'fix the error above, then run it again'
}
