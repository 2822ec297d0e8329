import {ConnectionDecorator} from '@gt-town/connection'
import type {ExecOptions, ExecResult, Health, ReadRequest, Outcomes, ProbeOptions} from '@gt-town/contract'

/** Notes every round trip that looking makes. */
export class Counting extends ConnectionDecorator {
  readonly trips: string[] = []

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    this.trips.push(`${requests.length} looks, the first at ${requests[0]?.path}`)
    return this.inner.inspect(requests)
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    this.trips.push(argv.join(' '))
    return this.inner.execute(argv, options)
  }

  override async probe(options?: ProbeOptions): Promise<Health> {
    this.trips.push('how the machine is')
    return this.inner.probe(options)
  }
}
