import type { Tier } from './lead-event.ts'

/** Which work of a queue comes first: the higher number, and of equal ones the older. */
export const urgencyOf = (tier: Tier | undefined): number => (tier ? URGENCY[tier] : 0)

const URGENCY = { hot: 2, warm: 1, cold: 0 } as const
