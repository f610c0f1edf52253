/**
 * Why somebody is told of a lead: it is offered to them, it came to somebody they have already, they
 * may be asked next, nobody took it in time, what they know has news, its visitor asks for a person,
 * its person turned out to be somebody else's, late data speak for somebody else, somebody else has reached
 * its person, an escalation has set them away, a canary found something in the way of leads, or several low ones are told together.
 */
export const ALERT_KINDS = [
  'offer',
  'attached',
  'standby',
  'escalation',
  'returned',
  'hand-off',
  'joined',
  'swap',
  'contacted',
  'set-away',
  'alarm',
  'digest',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** How urgent: `critical` passes quiet hours, `low` may wait for a digest. */
export const ALERT_PRIORITIES = ['critical', 'high', 'normal', 'low'] as const
export type AlertPriority = (typeof ALERT_PRIORITIES)[number]

/** What a rep may answer to an offer. */
export const ALERT_ACTIONS = ['accept', 'decline', 'snooze'] as const
export type AlertAction = (typeof ALERT_ACTIONS)[number]

/** What a link about an offer does: it answers, or records a call to the person and dials their number. */
export const OFFER_LINKS = [...ALERT_ACTIONS, 'call'] as const
export type OfferLink = (typeof OFFER_LINKS)[number]

/** What a link in a message does: something about an offer, or it says that a rep who was set away is back. */
export const LINK_ACTIONS = [...OFFER_LINKS, 'back'] as const
export type LinkAction = (typeof LINK_ACTIONS)[number]

/** How an offer ended that messages still show as open, and with whom. */
export type AlertState = {
  readonly outcome: 'accepted' | 'declined' | 'expired' | 'closed'
  /** The rep who answered, or who has the lead now; for people to read. */
  readonly by: string | undefined
  readonly at: Date
  /** When the person was reached, once they were. */
  readonly firstContactAt?: Date
}
