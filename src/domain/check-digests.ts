import type { ReferenceProblem } from './document-references.ts'
import type { DigestTimes } from './documents/digest.ts'
import type { SlaDocument } from './documents/sla.ts'
import type { TeamsDocument } from './documents/teams.ts'
import { type FirstWait, firstWaits } from './first-waits.ts'

const DAY_MINUTES = 24 * 60

/**
 * Digests that come so seldom that somebody else is asked before a rep has been told: those of the `sla`
 * document, and those that reps have in their place.
 */
export function checkDigests(
  sla: SlaDocument,
  { reps }: TeamsDocument,
): readonly ReferenceProblem[] {
  const { digest } = sla
  const ofReps = reps.flatMap(({ alerts }, index) => {
    const path = ['reps', index, 'alerts', 'digest']
    if (alerts?.digest === undefined || alerts.digest === 'off') return []
    if (digest !== undefined) return tooSeldom(alerts.digest, sla, { kind: 'teams', path })
    const reason = 'the `sla` document says of no leads that they can wait (`digest`)'
    return [{ kind: 'teams', path, reason }]
  })
  const own = digest && tooSeldom(digest, sla, { kind: 'sla', path: ['digest'] })
  return [...(own ?? []), ...ofReps]
}

function tooSeldom(
  times: DigestTimes,
  sla: SlaDocument,
  { kind, path }: Pick<ReferenceProblem, 'kind' | 'path'>,
): readonly ReferenceProblem[] {
  const { tiers = [], sources } = sla.digest ?? {}
  const waits = tiers.flatMap((tier) => firstWaits(tier, sla, sources))
  const name = times.at === undefined ? 'everyMinutes' : 'at'
  const longest = longestOf(times)
  const first = waits.find((wait) => isCounted(wait, times) && wait.minutes <= longest)
  if (first === undefined) return []
  const reason = `lets up to ${longest} min pass, but ${first.what} after ${first.minutes} min`
  return [{ kind, path: [...path, name], reason }]
}

/** Times of a working day have a night between them, which business hours do not count. */
const isCounted = ({ counted }: FirstWait, { at }: DigestTimes) =>
  at === undefined || counted === 'wall'

function longestOf({ everyMinutes, at = [] }: DigestTimes): number {
  if (everyMinutes !== undefined) return everyMinutes
  const minutes = at.map(minuteOfDay).sort((a, b) => a - b)
  const gaps = minutes.map((minute, index) => {
    const next = minutes[index + 1] ?? (minutes[0] ?? 0) + DAY_MINUTES
    return next - minute
  })
  return Math.max(...gaps)
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
