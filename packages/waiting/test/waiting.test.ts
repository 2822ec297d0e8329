import {expect} from 'chai'
import {getEventListeners} from 'node:events'
import {Deadline, deferred, inParallel, orAborted, pause, whenAborted, within} from '../src/index.js'

const never = new Promise<never>(() => undefined)

describe('inParallel', () => {
  it('keeps the order of the list and never does more at once than it may', async () => {
    let running = 0
    let most = 0
    const answers = await inParallel([30, 10, 20, 0, 5], 2, async (ms, index) => {
      most = Math.max(most, ++running)
      await pause(ms)
      running--
      return index
    })
    expect(answers).to.deep.equal([0, 1, 2, 3, 4])
    expect(most).to.equal(2)
  })

  it('throws what the first of the list threw, after all are over', async () => {
    const done: number[] = []
    const [first, second] = [deferred(), deferred()]
    const turns = new Map([
      [20, {before: second.promise, end: () => undefined}],
      [0, {before: Promise.resolve(), end: first.resolve}],
      [10, {before: first.promise, end: second.resolve}],
    ])
    const thrown = await inParallel([...turns], 3, async ([name, {before, end}]) => {
      await before
      done.push(name)
      end()
      if (name !== 10) throw new Error(`failed ${name}`)
    }).catch((error: unknown) => error)
    expect(String(thrown)).to.equal('Error: failed 20')
    expect(done).to.deep.equal([0, 10, 20])
  })

  it('has nothing to do for an empty list', async () => {
    expect(await inParallel([], 0, async () => never)).to.deep.equal([])
  })
})

describe('orAborted', () => {
  it('comes to what the work comes to, and leaves nothing on the signal', async () => {
    const {signal} = new AbortController()
    expect(await orAborted(Promise.resolve(1), signal)).to.equal(1)
    expect(getEventListeners(signal, 'abort')).to.deep.equal([])
  })

  it('rejects with the reason of a signal that fires, or has fired', async () => {
    const controller = new AbortController()
    const waiting = [orAborted(never, controller.signal), whenAborted(controller.signal)]
    controller.abort(new Error('enough'))
    for (const one of [...waiting, whenAborted(controller.signal)]) {
      expect(String(await one.catch((error: unknown) => error))).to.equal('Error: enough')
    }
  })
})

describe('orAborted with an error of its own', () => {
  it('rejects with what is made of the reason, and with what the work throws as it is', async () => {
    const controller = new AbortController()
    const named = (reason: unknown): Error => new Error(`the work: ${String(reason)}`)
    const refused = orAborted(Promise.reject(new Error('refused')), controller.signal, named)
    expect(String(await refused.catch((error: unknown) => error))).to.equal('Error: refused')
    const waiting = orAborted(never, controller.signal, named)
    controller.abort('enough')
    expect(String(await waiting.catch((error: unknown) => error))).to.equal('Error: the work: enough')
  })

  it('waits for the work alone where there is no signal', async () => {
    expect(await orAborted(Promise.resolve(1), undefined)).to.equal(1)
  })
})

describe('Deadline', () => {
  it('tells those that wait before its signal fires', async () => {
    using deadline = new Deadline(1, new AbortController().signal)
    const heard: boolean[] = []
    deadline.onExpiry(() => heard.push(deadline.signal.aborted))
    await whenAborted(deadline.signal).catch(() => undefined)
    expect(heard).to.deep.equal([false])
  })

  it('fires with the outer signal, and at no deadline once it is disposed of', async () => {
    const outer = new AbortController()
    const expired: string[] = []
    const deadline = new Deadline(1, outer.signal)
    deadline.onExpiry(() => expired.push('expired'))
    deadline[Symbol.dispose]()
    await pause(20)
    expect(deadline.signal.aborted).to.equal(false)
    outer.abort()
    expect(deadline.signal.aborted).to.equal(true)
    expect(expired).to.deep.equal([])
  })
})

describe('pause', () => {
  it('ends at once where its signal fires or has fired, and never rejects', async () => {
    const controller = new AbortController()
    const long = pause(60_000, controller.signal)
    controller.abort()
    await long
    await pause(60_000, controller.signal)
  })
})

describe('within', () => {
  it('comes to what is known in time, else to what is said for late', async () => {
    expect(await within(60_000, Promise.resolve('here'), () => 'late')).to.equal('here')
    expect(await within(1, never, () => 'late')).to.equal('late')
  })

  it('passes on what the work or the latecomer throws', async () => {
    const refused = within(60_000, Promise.reject(new Error('refused')), () => 'late')
    expect(String(await refused.catch((error: unknown) => error))).to.equal('Error: refused')
    const late = within(1, never, () => {
      throw new Error('too late')
    })
    expect(String(await late.catch((error: unknown) => error))).to.equal('Error: too late')
  })

  it('waits for ever where no timer of Node is that long', async () => {
    const later = deferred<string>()
    const waiting = within(2 ** 31, later.promise, () => 'late')
    await pause(5)
    later.resolve('here')
    expect(await waiting).to.equal('here')
  })

  it('ends as soon as its signal fires, and leaves nothing on it', async () => {
    const controller = new AbortController()
    const {signal} = controller
    expect(await within(60_000, Promise.resolve('here'), () => 'late', signal)).to.equal('here')
    expect(await within(1, never, () => 'late', signal)).to.equal('late')
    expect(getEventListeners(signal, 'abort')).to.deep.equal([])
    const waiting = within(60_000, never, () => 'late', signal)
    controller.abort(new Error('enough'))
    for (const one of [waiting, within(2 ** 31, never, () => 'late', signal)]) {
      expect(String(await one.catch((error: unknown) => error))).to.equal('Error: enough')
    }
  })
})
