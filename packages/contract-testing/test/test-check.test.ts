import {expect} from 'chai'
import {fail, pass, skip, warn, type DoctorCheck, type RigCheck, type WorkspaceCheck} from '@gt-town/contract'
import {testCheck, type CheckCases, type TestCheckOptions} from '../src/test-check.js'

const mailFolder: WorkspaceCheck = {
  id: 'acme/mail',
  title: 'Mail directory exists',
  category: 'Workspace',
  scope: 'workspace',
  async run({connection, workspace}) {
    return (await connection.fileExists(`${workspace.root}/mayor/mail`)) ? pass() : fail('Missing mayor/mail/')
  },
  async fix({connection, workspace}) {
    await connection.mkdirAll(`${workspace.root}/mayor/mail`)
  },
}
const broken = {'/town/mayor/config.json': '{}'}
const whole = {...broken, '/town/mayor/mail/': ''}

testCheck(mailFolder, {
  passes: [whole, {'/town/mayor/mail/inbox.jsonl': ''}],
  fails: [{tree: broken, message: 'Missing mayor/mail/', fixed: whole}],
})

describe('testCheck', () => {
  const title = 'Missing mayor/mail/'

  it('holds for a good check', async () => {
    expect(
      await failures(mailFolder, {passes: [whole], fails: [{tree: broken, message: title, fixed: whole}]}),
    ).to.deep.equal([])
  })

  it('finds a check that passes where it should not, or complains where it should not', async () => {
    expect(await failures(mailFolder, {passes: [broken]})).to.have.length(1)
    expect(await failures(mailFolder, {fails: [{tree: whole, message: title, fixed: whole}]})).to.have.length(1)
  })

  it('finds another message, status, hint', async () => {
    const [message] = await failures(mailFolder, {fails: [{tree: broken, message: 'Missing', fixed: whole}]})
    expect(message).to.include('Missing mayor/mail/')
    expect(
      await failures(mailFolder, {fails: [{tree: broken, message: title, status: 'warn', fixed: whole}]}),
    ).to.have.length(1)
    expect(
      await failures(mailFolder, {fails: [{tree: broken, message: title, hint: 'x', fixed: whole}]}),
    ).to.have.length(1)
  })

  it('finds a run that writes', async () => {
    const check: WorkspaceCheck = {
      ...mailFolder,
      run: async ({connection}) => connection.writeFile('/town/x', '').then(() => pass()),
    }
    expect(await failures(check, {passes: [whole]})).to.match(/refused to write while only looking/)
  })

  it('finds a fix that makes another tree, repairs nothing, or does more the second time', async () => {
    const cases = {fails: [{tree: broken, message: title, fixed: whole}]}
    const more: WorkspaceCheck = {
      ...mailFolder,
      async fix(context) {
        await mailFolder.fix?.(context, fail(''))
        await context.connection.writeFile('/town/extra', '')
      },
    }
    expect(await failures(more, cases)).to.match(/extra/)
    expect(await failures({...mailFolder, fix: async () => Promise.resolve()}, cases)).to.match(/mayor\/mail/)
    const appending: WorkspaceCheck = {
      ...mailFolder,
      async fix(context) {
        await mailFolder.fix?.(context, fail(''))
        await context.connection.appendFile('/town/mayor/log', 'x')
      },
    }
    const fixed = {...whole, '/town/mayor/log': 'x'}
    expect(await failures(appending, {fails: [{tree: broken, message: title, fixed}]})).to.match(
      /a second fix changed something/,
    )
  })

  it('wants to know the tree after a fix, and refuses one where there is no fix', async () => {
    expect(await failures(mailFolder, {fails: [{tree: broken, message: title}]})).to.match(
      /give the tree after the fix/,
    )
    const unfixable = {...mailFolder}
    delete unfixable.fix
    expect(await failures(unfixable, {fails: [{tree: broken, message: title}]})).to.deep.equal([])
    expect(await failures(unfixable, {fails: [{tree: broken, message: title, fixed: whole}]})).to.match(
      /nothing here can be fixed/,
    )
  })

  it('compares names by * and contents by a pattern', async () => {
    const check: WorkspaceCheck = {
      ...mailFolder,
      async fix(context) {
        await mailFolder.fix?.(context, fail(''))
        await context.connection.writeFile('/town/a.corrupt-20261123', 'seen 42 times')
      },
    }
    const cases = (content: RegExp) => ({
      fails: [{tree: broken, message: title, fixed: {...whole, '/town/a.corrupt-*': content}}],
    })
    expect(await failures(check, cases(/^seen \d+ times$/))).to.deep.equal([])
    expect(await failures(check, cases(/never/))).to.have.length(1)
  })

  it('tells several findings apart and lets some remain', async () => {
    const check: RigCheck = {
      ...mailFolder,
      scope: 'rig',
      async run({connection, rig}) {
        const here = await connection.fileExists(`${rig.path}/a`)
        return [...(here ? [] : [fail('no a', {key: 'a'})]), fail('never b', {key: 'b', fixable: false})]
      },
      fix: async ({connection, rig}) => connection.writeFile(`${rig.path}/a`, ''),
    }
    const tree = {'/town/beads/': ''}
    const failing = {tree, message: ['no a', 'never b'], fixed: {'/town/beads/a': ''}}
    expect(await failures(check, {fails: [{...failing, remains: ['never b']}]})).to.deep.equal([])
    expect(await failures(check, {fails: [failing]})).to.match(/after the fix it still complains/)
  })

  it('knows warnings, skips and environments without a town', async () => {
    const check: DoctorCheck = {
      id: 'acme/where',
      title: 'There is a town',
      category: 'Workspace',
      scope: 'environment',
      run: async ({workspace, looked}) =>
        Promise.resolve(workspace ? skip('there is one') : warn(`looked in ${looked.join(', ')}`)),
    }
    const cases = {
      skips: [{tree: {}, message: 'there is one'}],
      fails: [{tree: {}, workspace: null, looked: ['/a', '/'], status: 'warn', message: 'looked in /a, /'}],
    } as const
    expect(await failures(check, cases)).to.deep.equal([])
  })
})

/** Messages of the tests that fail, run on a tiny describe and it of our own. */
async function failures(check: DoctorCheck, cases: CheckCases): Promise<string[]> {
  const bodies: (() => Promise<void>)[] = []
  const collecting: TestCheckOptions = {describe: (_title, body) => body(), it: (_title, body) => bodies.push(body)}
  testCheck(check, cases, collecting)
  const messages: string[] = []
  for (const body of bodies) await body().catch((error: unknown) => messages.push(String(error)))
  return messages
}
