import type { RepId } from '../domain/ids.ts'

/** What a browser gives out so that we may push to it (RFC 8030, RFC 8291). */
export type PushAddress = {
  /** Where its vendor takes messages for it; whoever has it and the keys can push. */
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

export type PushSubscription = PushAddress & {
  readonly id: string
  readonly repId: RepId
  readonly createdAt: Date
}

/** The browsers in which reps asked for alerts. */
export type PushSubscriptions = {
  /** Adds a browser, or gives one that is known to this rep, with its present keys. */
  add(repId: RepId, address: PushAddress): Promise<PushSubscription>
  /** Oldest first. */
  of(repId: RepId): Promise<readonly PushSubscription[]>
  /** Everybody who has a browser. */
  repIds(): Promise<ReadonlySet<string>>
  /** Takes one away, of this rep where one is named; false when there is none. */
  remove(id: string, repId?: RepId): Promise<boolean>
}
