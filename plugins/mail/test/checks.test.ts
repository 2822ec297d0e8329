import {expect} from 'chai'
import {mkdirSync, rmSync, symlinkSync, utimesSync} from 'node:fs'
import {join} from 'node:path'
import type {Finding, WorkspaceCheck} from '@gt-town/contract'
import {hub} from '../src/checks/hub.js'
import {mailboxes} from '../src/checks/mailboxes.js'
import {outbox} from '../src/checks/outbox.js'
import {syncMail} from '../src/use-cases/sync-mail.js'
import {sendAs} from './mail-acts.js'
import {mailTowns, type MailTowns} from './mail-towns.js'

const box = 'hub/beads/.gastown/mail/nux'

describe('checks of mail', () => {
  let towns: MailTowns
  beforeEach(async () => (towns = await mailTowns(['beads/nux', 'west:web/ann'])))
  afterEach(() => towns.remove())

  const context = (): Parameters<WorkspaceCheck['run']>[0] => ({
    ...{...towns.hub.home, rigs: [], signal: new AbortController().signal},
    log: () => undefined,
  })
  const run = async (check: WorkspaceCheck): Promise<Finding[]> => [await check.run(context())].flat()
  const messages = async (check: WorkspaceCheck): Promise<(string | undefined)[]> =>
    (await run(check)).map(({status, message}) => (status === 'pass' ? undefined : message))

  it('pass where there is no mail, and where all is well', async () => {
    for (const check of [mailboxes, outbox]) expect(await messages(check)).to.deep.equal([undefined])
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    for (const check of [mailboxes, outbox]) expect(await messages(check)).to.deep.equal([undefined])
  })

  it('name mailboxes that are torn, hold other lines or cannot be read, and leftovers', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    towns.write(join(box, 'inbox.jsonl'), `${towns.read(join(box, 'inbox.jsonl'))}odd\n{"torn`)
    towns.write(join(box, '.inbox.jsonl.gt-tmp-0123456789ab'), '')
    expect(await messages(mailboxes)).to.deep.equal([
      'The last line of the mailbox of beads/nux is torn (6 bytes)',
      'The mailbox of beads/nux has 1 lines that are no messages: line 2',
    ])
    utimesSync(join(towns.root, box, '.inbox.jsonl.gt-tmp-0123456789ab'), 1, 1)
    expect((await messages(mailboxes))[2]).to.equal('Left in mailboxes by commands that were killed: 1 files')
    rmSync(join(towns.root, box, 'inbox.jsonl'))
    symlinkSync('/etc/passwd', join(towns.root, box, 'inbox.jsonl'))
    expect((await run(mailboxes))[0]).to.include({status: 'fail', fixable: false})
  })

  it('name mail that is stuck, dead letters, files of the outbox that are odd, settings that make no sense', async () => {
    towns.down.add('west')
    towns.clock.ahead = -7_200_000
    await sendAs(towns.hub, 'mayor', 'west:web/ann')
    const [stuck] = await run(outbox)
    expect(stuck).to.include({
      message: '1 messages for west have waited for more than an hour',
      hint: 'west does not answer',
    })
    towns.clock.ahead = 6 * 86_400_000
    await syncMail(towns.hub)
    expect((await messages(outbox))[0]).to.match(/^1 dead letters: [0-9a-z]{16} to west:web\/ann$/)
    towns.write('hub/mayor/mail/outbox/new/0000000000000001-000000000001.jsonl', 'odd\n')
    expect((await messages(outbox))[0]).to.include('cannot be read')
    const home = {...towns.hub.home, workspace: {...towns.hub.home.workspace, mailSettings: {expire_days: 'soon'}}}
    const found = [await outbox.run({...context(), ...home})].flat()
    expect(found.at(-1)?.message).to.include('mail.expire_days')
  })

  it('name a machine that takes itself for another hub’s, or for another machine', async () => {
    const at = async (root: string): Promise<Finding[]> => {
      const settings = {type: 'ssh', workspace: root} as const
      return [await hub.run({...context(), machineName: 'west', settings})].flat()
    }
    const west = join(towns.root, 'west')
    expect((await at(west))[0]).to.include({status: 'pass'})
    towns.write(
      'west/mayor/config.json',
      '{"type":"workspace","version":1,"created_at":"","machine":{"name":"east","hub":"desk:/x"}}',
    )
    expect((await at(west))[0]?.message).to.include('takes itself for east, a machine of desk:/x')
    mkdirSync(join(towns.root, 'bare'))
    expect((await at(join(towns.root, 'bare')))[0]).to.include({status: 'skip'})
  })
})
