import type { AlertKind } from './alert.ts'
import type { AlertPreferences, Ladder } from './documents/alert-preferences.ts'
import type { Tier } from './lead-event.ts'

/** Channels that are tried together. */
export type LadderRung = {
  readonly channels: readonly string[]
  /**
   * Tried from then on. Without it the rung is only for when the one before reached nobody, in which
   * case the others do not wait for their time either.
   */
  readonly from: Date | undefined
}

/** What a ladder is chosen by. */
export type AboutAlert = {
  readonly kind: AlertKind
  /** A lead without a tier is `cold`. */
  readonly tier: Tier | undefined
}

/**
 * The rungs of the first ladder that is about an alert, with those of its channels that reach the rep,
 * for an alert that began at that time. Without a ladder, or where none of its channels reaches them,
 * all that do are one rung: a telephone that was given up must not make a rep deaf.
 */
export function ladderFor(
  alerts: AlertPreferences | undefined,
  { kind, tier = 'cold' }: AboutAlert,
  reaching: readonly string[],
  beginsAt: Date,
): readonly LadderRung[] {
  const ladder = alerts?.ladders.find((one) => isAbout(one, kind, tier))
  const asWritten = ladder && rungsOf(ladder, reaching, beginsAt)
  const isDeaf = ladder && ladder.rungs.length > 0 && asWritten?.length === 0
  if (asWritten !== undefined && !isDeaf) return asWritten
  return reaching.length === 0 ? [] : [{ channels: reaching, from: beginsAt }]
}

const isAbout = ({ tiers, kinds }: Ladder, kind: AlertKind, tier: Tier) =>
  (tiers?.includes(tier) ?? true) && (kinds?.includes(kind) ?? true)

function rungsOf({ rungs }: Ladder, reaching: readonly string[], beginsAt: Date): LadderRung[] {
  let last = beginsAt.getTime()
  const timed = rungs.map(({ channels, afterMinutes }, index) => {
    last += (afterMinutes ?? 0) * 60_000
    const isTimed = index === 0 || afterMinutes !== undefined
    return {
      channels: channels.filter((channel) => reaching.includes(channel)),
      from: isTimed ? new Date(last) : undefined,
    }
  })
  const used = timed.filter(({ channels }) => channels.length > 0)
  // Nothing stands before the first that is left, so it is not for when that fails.
  return used.map((rung, index) => (index === 0 ? { ...rung, from: beginsAt } : rung))
}
