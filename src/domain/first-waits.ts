import type { CountedBy, SlaDocument } from './documents/sla.ts'
import type { Tier } from './lead-event.ts'

/** How long a rep has a lead for themselves before something else happens, and what that is. */
export type FirstWait = {
  readonly minutes: number
  readonly counted: CountedBy
  readonly what: string
}

/**
 * How long a rep has leads of a tier for themselves, by each policy about it and without one. With sources
 * only policies count that are about one of them.
 */
export function firstWaits(
  tier: Tier,
  { policies, acknowledgeWithinMinutes, counted }: SlaDocument,
  sources?: readonly string[],
): readonly FirstWait[] {
  const about = policies.filter(
    (one) =>
      (one.tiers?.includes(tier) ?? true) &&
      (sources === undefined || (one.sources?.some((key) => sources.includes(key)) ?? true)),
  )
  const waits = about.flatMap(({ id, steps: [first], ...policy }) => {
    if (first === undefined) return []
    const by = first.counted ?? policy.counted ?? counted
    return [{ minutes: first.afterMinutes, counted: by, what: `step 1 of policy \`${id}\` comes` }]
  })
  if (about.some((one) => one.sources === undefined)) return waits
  const minutes = acknowledgeWithinMinutes[tier]
  return [...waits, { minutes, counted, what: `a ${tier} lead goes on` }]
}
