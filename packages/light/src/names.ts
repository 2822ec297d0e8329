import type {Workspace} from '@gt-town/contract'

/** What may stand where something is completed. */
export interface Name {
  readonly value: string
  /** one line for people */
  readonly description?: string | undefined
}

/** Where names are asked for. */
export interface NamesQuestion {
  readonly town: Workspace | undefined
  /** what was typed so far of the word */
  readonly word: string
  /** of `--machine`, where it was typed */
  readonly machine: string | undefined
  /** as it is typed in that town: see findMailbox in plugins/mail */
  readonly as: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** where gt keeps what it can make again */
  readonly cacheFolder: string
  /** where plugins are installed */
  readonly dataFolder: string
}

/** One kind of names, such as rigs. Reads files of this machine only: nobody waits for a network after Tab. */
export type NamesOf = (question: NamesQuestion) => readonly Name[]
