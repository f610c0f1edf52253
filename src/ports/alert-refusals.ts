import type { RepId } from '../domain/ids.ts'

/** A rep whom a channel does not reach, for one reason. */
export type AlertRefusal = {
  readonly channel: string
  /** Why, as a stable code. */
  readonly code: string
  readonly repId: RepId
  readonly count: number
  readonly lastAt: Date
}

/** What channels said no to. */
export type AlertRefusals = {
  /** Of alerts that were made since then, the latest first. Rejects with `Unavailable`. */
  since(time: Date): Promise<readonly AlertRefusal[]>
}
