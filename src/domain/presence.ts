/** What reps say about now; `calendar` leaves it to their schedule, and is the default. */
export const SAID_PRESENCES = ['calendar', 'online', 'away', 'do-not-disturb'] as const

/** What counts of a rep now: what was said, or that an escalation set them away until somebody says otherwise. */
export const PRESENCES = [...SAID_PRESENCES, 'set-away'] as const
export type Presence = (typeof PRESENCES)[number]

/** Those with which no lead is offered. */
export const AWAY = ['away', 'do-not-disturb', 'set-away'] as const satisfies readonly Presence[]
export type Away = (typeof AWAY)[number]

export const isAway = (presence: Presence): presence is Away =>
  AWAY.some((away) => away === presence)
