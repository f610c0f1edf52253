import { Temporal } from 'temporal-polyfill'
import type { Cap, Window } from './documents/caps.ts'
import type { TeamsDocument } from './documents/teams.ts'
import type { LeadId, PoolId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import type { Tier } from './lead-event.ts'

/** So many leads that wait for a rep are woken when one of their places is free: the first may not fit into it. */
export const WOKEN_AT_ONCE = 20

/** A lead that was given to a rep, as far as caps and loads ask. */
export type TakenLead = {
  readonly leadId: LeadId
  readonly repId: RepId
  /** The pool whose turn it was; undefined for one that came by name. */
  readonly poolId: PoolId | undefined
  readonly at: Date
  readonly tier: Tier
  readonly sourceKey: string
  /** Whether the rep has it still, without an outcome. */
  readonly isOpen: boolean
  /** Whether it is offered and waits to be acknowledged. */
  readonly isUnacknowledged: boolean
}

/** A lead that waits until a rep may take one more. */
export type QueuedLead = Pick<TakenLead, 'leadId' | 'tier' | 'sourceKey'> & {
  readonly receivedAt: Date
}

/** What a rep has, or had within the longest window, and what waits for them. */
export type RepLoad = {
  readonly taken: readonly TakenLead[]
  readonly queue: readonly QueuedLead[]
}

/** What a cap asks of the lead that is to be given. */
export type Asking = Pick<Lead, 'id' | 'receivedAt' | 'tier' | 'sourceKey'>

/** The tier of a lead as caps see it. */
export const tierOf = ({ tier }: Pick<Lead, 'tier'>): Tier => tier ?? 'cold'

/**
 * Whether a cap holds a lead back: what is counted, and what came before it and waits for the same
 * rep, leave no place. So no later lead takes the place that an earlier one waits for.
 */
export function holdsBack(
  cap: Cap,
  { taken, queue }: RepLoad,
  lead: Asking,
  at: Date,
  timeZone: string,
): boolean {
  if (!concerns(cap, { tier: tierOf(lead), sourceKey: lead.sourceKey })) return false
  const counts = countedBy(cap, at, timeZone)
  let places = queue.filter((one) => concerns(cap, one) && isBefore(one, lead)).length
  // Counted and not filtered: it is done for every member of a pool for every lead.
  for (const one of taken) if (counts(one)) places += 1
  return places >= cap.most
}

/**
 * When a cap that holds back has a place again by the passing of time; undefined for one by status,
 * which is freed by what people do.
 */
export function freeAt(
  cap: Cap,
  taken: readonly TakenLead[],
  at: Date,
  timeZone: string,
): Date | undefined {
  if (cap.per === undefined) return undefined
  if (!cap.rolling) return windowAround(cap.per, at, timeZone).to
  const times = taken
    .filter(countedBy(cap, at, timeZone))
    .map((one) => one.at.getTime())
    .sort((a, b) => a - b)
  const leaves = times[times.length - cap.most]
  return leaves === undefined ? undefined : new Date(leaves + WINDOW_MS[cap.per])
}

/** The longest that any window looks back. */
export const LONGEST_WINDOW_MS = 7 * 25 * 60 * 60 * 1_000

/** The longest that any cap of a document looks back, in milliseconds; 0 without caps by window. */
export function longestWindowMs({ reps, pools }: Pick<TeamsDocument, 'reps' | 'pools'>): number {
  const caps = [...reps, ...pools.flatMap(({ members }) => members)].flatMap((one) => one.caps)
  // A day of a change of clocks has 25 hours, and a week of them is the longest there is.
  return Math.max(0, ...caps.map(({ per }) => (per === undefined ? 0 : (WINDOW_MS[per] * 25) / 24)))
}

const HOUR_MS = 60 * 60 * 1_000
const WINDOW_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const

const concerns = (
  { tiers, sources }: Cap,
  { tier, sourceKey }: Pick<TakenLead, 'tier' | 'sourceKey'>,
) => (tiers?.includes(tier) ?? true) && (sources?.includes(sourceKey) ?? true)

function isBefore(one: QueuedLead, { id, receivedAt }: Asking): boolean {
  const [theirs, ours] = [one.receivedAt.getTime(), receivedAt.getTime()]
  return theirs < ours || (theirs === ours && one.leadId < id)
}

/** Which leads of a rep a cap counts. */
function countedBy(cap: Cap, at: Date, timeZone: string): (one: TakenLead) => boolean {
  const ours = (one: TakenLead) => concerns(cap, one)
  if (cap.of === 'open') return (one) => one.isOpen && ours(one)
  if (cap.per === undefined) return (one) => one.isUnacknowledged && ours(one)
  const from = cap.rolling
    ? at.getTime() - WINDOW_MS[cap.per]
    : windowAround(cap.per, at, timeZone).from.getTime() - 1
  return (one) => one.at.getTime() > from && ours(one)
}

type Stretch = { readonly from: Date; readonly to: Date }

/** Remembered by window and zone: the clock costs a tenth of a millisecond, and is asked for every lead. */
const latest = new Map<string, Stretch>()

/** The hour, day or week by the clock that a moment lies in, without its end. */
function windowAround(window: Window, at: Date, timeZone: string): Stretch {
  const key = `${window} ${timeZone}`
  const known = latest.get(key)
  if (known !== undefined && known.from <= at && at < known.to) return known
  const found = foundAround(window, at, timeZone)
  latest.set(key, found)
  return found
}

function foundAround(window: Window, at: Date, timeZone: string): Stretch {
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const date = (day: Temporal.PlainDate) =>
    new Date(day.toZonedDateTime({ timeZone, plainTime: '00:00' }).epochMilliseconds)
  if (window === 'hour') {
    const from = now.round({ smallestUnit: 'hour', roundingMode: 'floor' })
    return {
      from: new Date(from.epochMilliseconds),
      to: new Date(from.epochMilliseconds + HOUR_MS),
    }
  }
  const today = now.toPlainDate()
  const first = window === 'day' ? today : today.subtract({ days: today.dayOfWeek - 1 })
  return { from: date(first), to: date(first.add({ days: window === 'day' ? 1 : 7 })) }
}
