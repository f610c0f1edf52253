import { alertFactsOf } from '../domain/alert-facts-of.ts'
import { ladderFor } from '../domain/alert-ladder.ts'
import { digestText } from '../domain/alert-text.ts'
import { digestTimesFor } from '../domain/digest.ts'
import type { Lead } from '../domain/lead.ts'
import type { Digest, DigestEntry } from '../ports/digest-log.ts'
import type { FollowerPorts, Turn } from '../ports/follower.ts'
import type { Notifier } from '../ports/notifier.ts'
import { askedOf } from './asked-of.ts'
import { type Climbed, climbLadder, type Tried } from './climb-ladder.ts'
import { isInTime } from './is-in-time.ts'
import { type DigestMember, type DigestSending, sendDigestOn } from './send-digest-on.ts'
import type { Sending } from './send-on.ts'

/** How soon those who do not send the digest look whether it has been sent. */
const LOOK_AGAIN_MS = 60_000

const NOTHING_LEFT: Climbed = { failures: [] }

/** A lead that can wait, and until when. */
type Waiting = Pick<Sending, 'lead' | 'rep' | 'recipient' | 'alert'> & { readonly dueAt: Date }

/**
 * Tells a rep of a lead together with others of theirs that can wait. The task of whichever is due first
 * sends one message for all, by the first channel of the rep's ladder that works; the others look whether it has
 * come, and send it themselves when that task has not within ten minutes. Leads that were answered or are with
 * somebody else meanwhile, or cannot wait any more, are left out.
 */
export async function tellByDigest(
  waiting: Waiting,
  reaching: ReadonlyMap<string, Notifier>,
  ports: FollowerPorts,
  turn: Turn,
): Promise<Climbed> {
  const { lead, rep, alert, dueAt } = waiting
  const { assignmentId } = alert
  const now = ports.clock()
  const entry: DigestEntry = { assignmentId, leadId: lead.id, repId: rep.id }
  const before = await ports.digests.of(assignmentId)
  const isSender = before?.id === assignmentId && before.toldAt === undefined
  if (reaching.size === 0 || (isAnswered(lead) && !isSender)) return NOTHING_LEFT
  if (before === undefined && now < dueAt) {
    await ports.digests.join(entry)
    return { failures: [], next: dueAt }
  }
  const digest = await ports.digests.take(entry, now)
  if (digest.toldAt !== undefined) return NOTHING_LEFT
  if (digest.id !== assignmentId) {
    return { failures: [], next: new Date(now.getTime() + LOOK_AGAIN_MS) }
  }
  const climbed = await sendDigest(digest, waiting, reaching, { ports, turn })
  if (climbed.failures.length === 0) await ports.digests.told(digest.id, ports.clock())
  return climbed
}

const isAnswered = ({ acknowledgedAt, firstContactAt }: Lead) =>
  acknowledgedAt !== undefined || firstContactAt !== undefined

type Run = { readonly ports: FollowerPorts; readonly turn: Turn }

async function sendDigest(
  digest: Digest,
  waiting: Waiting,
  reaching: ReadonlyMap<string, Notifier>,
  { ports, turn }: Run,
): Promise<Climbed> {
  const { rep, recipient } = waiting
  const members = await membersOf(digest, waiting, ports)
  if (members.length === 0) return NOTHING_LEFT
  const { documents } = await ports.configuration.current()
  const { publicUrl } = ports
  const textOn: DigestSending['textOn'] = (channel, told) => {
    const facts = told.map(({ lead }) => alertFactsOf(lead, { documents, publicUrl }))
    return digestText(facts, { channel, reader: recipient }, documents.templates)
  }
  const sending = { digest, recipient, repId: rep.id, members, textOn }
  const now = ports.clock()
  const about = { kind: 'digest', tier: undefined } as const
  const rungs = ladderFor(rep.alerts, about, [...reaching.keys()], now)
  const untilOneWorks = rungs.filter(({ from }, index) => index === 0 || from === undefined)
  return climbLadder(untilOneWorks, now, async (channel): Promise<Tried> => {
    const notifier = reaching.get(channel)
    if (notifier === undefined) return { reached: false }
    try {
      return { reached: await sendDigestOn(notifier, sending, ports) }
    } catch (failure) {
      return { reached: isInTime(failure, turn.attempt, ports.clock()), failure }
    }
  })
}

async function membersOf(
  { entries }: Digest,
  { rep }: Waiting,
  ports: FollowerPorts,
): Promise<readonly DigestMember[]> {
  const { sla } = (await ports.configuration.current()).documents
  const leads = await Promise.all(entries.map(({ leadId }) => ports.leads.load(leadId)))
  return leads.flatMap((lead, place) => {
    const entry = entries[place]
    if (entry === undefined || lead.assignmentId !== entry.assignmentId) return []
    if (isAnswered(lead) || lead.repId !== rep.id) return []
    if (digestTimesFor(lead, rep, sla) === undefined) return []
    const { actions } = askedOf(lead, { occasion: 'assigned', repId: rep.id }, sla)
    // There is no room for a third button, and what waited so long may wait for the next step.
    const answers = actions.filter((action) => action !== 'snooze')
    return [{ lead, assignmentId: entry.assignmentId, actions: answers }]
  })
}
