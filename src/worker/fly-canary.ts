import {
  type CanaryProblem,
  type CanaryVerdict,
  canaryVerdict,
} from '../domain/canaries/canary-verdict.ts'
import { CANARY_SOURCE } from '../domain/canaries/is-canary.ts'
import type { CanaryDocument, CanaryRoute } from '../domain/documents/canary.ts'
import { type DeliveryId, type LeadId, newId } from '../domain/ids.ts'
import type { AssignmentDesk } from '../ports/assignment-desk.ts'
import type { CanaryLog, HeldCanary } from '../ports/canary-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Intake } from '../ports/intake.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import { type CanaryNews, canaryNews } from './canary-news.ts'

/** How soon one that is on its way is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 2_000

export type CanaryParts = {
  readonly canaries: CanaryLog
  readonly intake: Intake
  readonly leads: Pick<LeadReader, 'history'>
  readonly desk: Pick<AssignmentDesk, 'acknowledge'>
  readonly document: CanaryDocument
  /** Credentials and vendors that a lead needs and no canary may use. */
  readonly outside: () => Promise<readonly CanaryProblem[]>
  /** Tells people; resolves with whether anybody was reached. */
  readonly page: (news: CanaryNews, leadId: LeadId) => Promise<boolean>
  readonly clock: Clock
}

/**
 * Does what is next for the canary of a route: sends it, looks at it, or reports how it fared. People are
 * told when there is something in the way of leads, when it is something else, and when all is well again;
 * where nobody could be told, the next canary tries again. After one that was only slow another follows at
 * once, and nobody is woken unless that is no better: a process that has just started is slow with its
 * first lead. Killed in between, the next turn finds what is left to do.
 */
export async function flyCanary(
  held: HeldCanary,
  route: CanaryRoute,
  parts: CanaryParts,
): Promise<void> {
  const { leadId, sentAt } = held
  if (leadId === undefined || sentAt === undefined) return await send(held, route, parts)
  const { document, clock, canaries } = parts
  const now = clock()
  const { events, tasks, alerts } = await parts.leads.history(leadId)
  const verdict = canaryVerdict({ sentAt, events, tasks, alerts }, document, route.rule, now)
  if (verdict.state === 'under-way') {
    return await canaries.sent(held, { leadId, sentAt, dueAt: later(now, LOOK_AGAIN_MS) })
  }
  if (verdict.state === 'ok') await takeIt(leadId, parts)
  await report(held, { leadId, sentAt }, verdict, parts)
}

type Flight = { readonly leadId: LeadId; readonly sentAt: Date }
type Landed = Exclude<CanaryVerdict, { state: 'under-way' }>

async function report(
  held: HeldCanary,
  { leadId, sentAt }: Flight,
  verdict: Landed,
  { document, clock, canaries, outside, page }: CanaryParts,
): Promise<void> {
  const problems = [...verdict.problems, ...(await outside())]
  const state = problems.length === 0 ? 'ok' : 'failing'
  const isToBeSeenAgain = state !== held.state && problems.length > 0 && problems.every(mayPass)
  const news = isToBeSeenAgain ? undefined : canaryNews(held.routeId, problems, held.told)
  const isTold = news === undefined || (await page(news, leadId))
  const told = isTold ? (news?.key ?? held.told) : held.told
  const now = clock()
  const waitMs = isToBeSeenAgain ? 0 : document.everyMinutes * 60_000
  const dueAt = new Date(Math.max(sentAt.getTime() + waitMs, now.getTime()))
  await canaries.report(held, { state, at: now, tookMs: verdict.tookMs, problems, told }, dueAt)
}

const mayPass = ({ code }: CanaryProblem) => code === 'slow' || code === 'skipped'

const later = (at: Date, ms: number) => new Date(at.getTime() + ms)

/** Named by when it was due, so that one that is sent again after a crash is the same lead. */
async function send(held: HeldCanary, { id, source, form }: CanaryRoute, parts: CanaryParts) {
  const { clock, intake, canaries } = parts
  const now = clock()
  const leadId = newId<LeadId>(now)
  const content = { ...form, isTest: true }
  const delivery = {
    id: newId<DeliveryId>(now),
    sourceKey: CANARY_SOURCE,
    receivedAt: now,
    contentType: 'application/json',
    headers: {},
    body: Buffer.from(JSON.stringify(content)),
    verdict: 'authentic',
  } as const
  const dedupeKey = `id:${id}:${held.dueAt.toISOString()}`
  const lead = { id: leadId, dedupeKey, form: content, canaryOf: source }
  const receipt = await intake.receive(delivery, [lead])
  const flight = { leadId: receipt.leads[0]?.leadId ?? leadId, sentAt: now }
  await canaries.sent(held, { ...flight, dueAt: later(now, LOOK_AGAIN_MS) })
}

/** Its messages are changed by that, so that no test rep has a list of open offers. */
async function takeIt(leadId: LeadId, { desk }: CanaryParts) {
  await desk.acknowledge(leadId, { name: 'canary', via: 'canary' })
}
