import {custom} from '@oclif/core/args'

/** A rig's name as an argument: the slash that completion of folders adds is none of it. */
export const rigArg = custom({parse: async (text) => Promise.resolve(text.replace(/(?<=.)\/$/, ''))})
