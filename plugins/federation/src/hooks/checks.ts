import type {GtHook} from '@gt-town/contract'

const hook: GtHook<'gt:checks'> = async () => Promise.resolve([])

export default hook
