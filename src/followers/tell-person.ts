import { type LadderRung, ladderFor } from '../domain/alert-ladder.ts'
import type { Rep } from '../domain/documents/teams.ts'
import { Unavailable } from '../domain/failure.ts'
import type { Lead } from '../domain/lead.ts'
import { quietUntil } from '../domain/quiet-hours.ts'
import type { FollowerPorts, Turn } from '../ports/follower.ts'
import type { Notifier } from '../ports/notifier.ts'
import { type Climbed, climbLadder, type Tried } from './climb-ladder.ts'
import { isInTime } from './is-in-time.ts'
import { type Alert, type Sending, sendOn } from './send-on.ts'
import { sendingOf } from './sending-of.ts'
import { tellByDigest } from './tell-by-digest.ts'

/** The channel that is the product itself. It disturbs nobody, and is always there at once. */
const IN_APP = 'in-app'

/**
 * Tells one person by the ladder that they asked for, or on every channel that reaches them; in their
 * quiet hours inside the product only, unless it is critical. For what is left the task runs again:
 * at the time of the next rung, or when quiet hours end, or when leads that can wait are told together. A channel that is down is tried again alone,
 * and what a channel accepted is not sent again. To be called by one task at a time for each assignment.
 */
export async function tellPerson(
  lead: Lead,
  rep: Rep,
  alert: Alert,
  ports: FollowerPorts,
  turn: Turn,
): Promise<void> {
  const sending = await sendingOf(lead, rep, alert, ports)
  const channels = (await ports.notifiers()).filter((one) => one.reaches(sending.recipient))
  const tryOn = (notifier: Notifier) => triedOn(notifier, sending, ports, turn)
  const outside = new Map(channels.map((one) => [one.channel, one]))
  outside.delete(IN_APP)

  const [climbed, ...inside] = await Promise.all([
    climb(sending, outside, ports, turn),
    ...channels.filter(({ channel }) => channel === IN_APP).map(tryOn),
  ])
  const failures = inside.flatMap(({ failure }) => failure ?? [])
  settle({ ...climbed, failures: [...climbed.failures, ...failures] }, turn)
}

async function triedOn(
  notifier: Notifier,
  sending: Sending,
  ports: FollowerPorts,
  { attempt }: Turn,
): Promise<Tried> {
  try {
    return { reached: await sendOn(notifier, sending, ports) }
  } catch (failure) {
    // Kept for the task, which ends with it once every other channel has been tried.
    return { reached: isInTime(failure, attempt, ports.clock()), failure }
  }
}

async function climb(
  sending: Sending,
  outside: ReadonlyMap<string, Notifier>,
  ports: FollowerPorts,
  turn: Turn,
): Promise<Climbed> {
  const { rep, asked, digestAt } = sending
  const now = ports.clock()
  const reaching = [...outside.keys()]
  const quiet = (at: Date) =>
    asked.priority === 'critical' ? undefined : quietUntil(rep.alerts?.quietHours, rep.timeZone, at)
  const ends = quiet(now)
  if (ends !== undefined) return { failures: [], ...(reaching.length > 0 ? { next: ends } : {}) }
  if (digestAt !== undefined) {
    return tellByDigest({ ...sending, dueAt: digestAt }, outside, ports, turn)
  }
  const heldUntil = quiet(sending.offer.offeredAt)
  if (isAnswered(sending) && heldUntil !== undefined) return { failures: [] }
  const rungs = rungsOf(sending, reaching, now, heldUntil)
  return climbLadder(rungs, now, async (channel) => {
    const notifier = outside.get(channel)
    return notifier === undefined ? { reached: false } : triedOn(notifier, sending, ports, turn)
  })
}

/** What was offered is answered by now: nobody need hear of it any more. */
const isAnswered = ({ lead, alert, asked }: Sending) =>
  alert.occasion === 'assigned' && lead.state === 'assigned' && asked.actions.length === 0

/**
 * An open offer is waited with, rung by rung. A reminder and somebody who asks for a person now come by
 * all rungs at once; what asks for nothing, or is for others, by the first that works.
 */
function rungsOf(
  { lead, rep, alert: { occasion }, asked, offer }: Sending,
  reaching: readonly string[],
  now: Date,
  heldUntil: Date | undefined,
): readonly LadderRung[] {
  const isUrgent = occasion === 'reminder' || occasion === 'hand-off'
  const isOffer = occasion === 'assigned'
  const began = isOffer ? (heldUntil ?? offer.offeredAt) : now
  const about = { kind: asked.kind, tier: lead.tier }
  const rungs = ladderFor(rep.alerts, about, reaching, isUrgent ? LONG_AGO : began)
  if (isUrgent || (isOffer && asked.actions.length > 0)) return rungs
  return rungs.filter(({ from }, index) => index === 0 || from === undefined)
}

const LONG_AGO = new Date(0)

/** Ends the task, has it run again, or fails it, so that it is tried again. */
function settle({ failures, next }: Climbed, turn: Turn): void {
  const [soonest] = [...failures].sort((a, b) => notBefore(a) - notBefore(b))
  // A channel that names a late hour must not keep the next one waiting until then.
  const isNext =
    soonest === undefined || notBefore(soonest) > (next?.getTime() ?? Number.POSITIVE_INFINITY)
  if (next !== undefined) turn.again(next)
  if (!isNext) throw soonest
}

/** A fault comes first: it must not hide behind an outage, which nobody would look into. */
function notBefore(failure: unknown): number {
  if (!(failure instanceof Unavailable)) return Number.NEGATIVE_INFINITY
  return failure.notBefore?.getTime() ?? 0
}
