/** What a rep says about now; `calendar` leaves it to their schedule, and is the default. */
export const PRESENCES = ['calendar', 'online', 'away', 'do-not-disturb'] as const
export type Presence = (typeof PRESENCES)[number]
