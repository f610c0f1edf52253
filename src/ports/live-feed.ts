import type { LeadId, RepId } from '../domain/ids.ts'
import type { LeadEventType } from '../domain/lead-event.ts'

/** One event as followers see it, with its place in the order of commits. */
export type FeedEvent = {
  /** The place, as text; later events have later places. */
  readonly position: string
  readonly leadId: LeadId
  readonly version: number
  readonly type: LeadEventType
  readonly at: Date
  readonly data: Readonly<Record<string, unknown>>
  /** Who has the lead now. */
  readonly repId: RepId | undefined
}

/**
 * All events of all leads in an order in which nothing appears later before something already
 * seen: an event shows once every transaction that could come before it has ended. So a reader
 * that goes on from the last place it saw misses nothing and sees nothing twice; the price is that
 * one long write holds the feed up until it ends.
 */
export type LiveFeed = {
  /**
   * The place of now: all that is committed later comes after it, and so may a little of what was
   * committed just before, while another transaction was open.
   */
  now(): Promise<string>

  /** The next events after a place, at most `limit`, in order; fewer when there are no more yet. */
  after(position: string, limit: number): Promise<readonly FeedEvent[]>

  /** Negative when `a` comes before `b`, 0 when they are the same place. */
  compare(a: string, b: string): number

  /**
   * Whether a place was given by this database. False for anything else, as after a restore into
   * another server: the reader cannot go on from there and must load afresh.
   */
  knows(position: string): Promise<boolean>
}
