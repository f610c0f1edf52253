import { Overtaken, Refused, Unavailable } from '../../domain/failure.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import {
  type DeliveryReadAgain,
  type KeptDelivery,
  REPLAY_EFFECTS,
  type ReadAgain,
  type ReplayedDelivery,
  type ReplayedLead,
  type ReplayQuery,
  type Replays,
} from '../../ports/replays.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { DeliveryPlace, placeOf } from './delivery-reader.ts'
import { type ReplayParts, replayKnownLead } from './replay-known-lead.ts'
import { type PlannedLead, planReplay } from './replay-plan.ts'
import { takeInAgain } from './take-in-again.ts'

type Parts = ReplayParts & {
  readonly readAgain: ReadAgain
  /** Told what no failure of ours explains about a delivery, for the log. */
  readonly onFault: (id: DeliveryId, error: unknown) => void
}
type Options = { readonly dryRun: boolean }
type Result = Pick<ReplayedDelivery, 'why' | 'leads'>

/** Others change a lead once or twice while it is replayed; more often only in a fault. */
const MOST_TRIES = 10
/** A page that takes longer ends early: whoever asks waits for an answer. */
const PAGE_MS = 8_000

/** Replays deliveries as they are kept in the tables, one after another. */
export function postgresReplays(parts: Parts): Replays {
  const one = (id: DeliveryId, options: Options) =>
    translated(async () => {
      const delivery = await keptDelivery(parts.db, id)
      if (delivery === undefined) throw new Refused('delivery-unknown', `No delivery ${id}`)
      return replayed(delivery, options, parts)
    })
  return { one, page: (query, options) => page(query, (id) => one(id, options), parts) }
}

async function page(
  { limit, ...query }: ReplayQuery,
  one: (id: DeliveryId) => Promise<ReplayedDelivery>,
  { db }: Parts,
) {
  const startedMs = performance.now()
  const found = await translated(() => nextDeliveries(db, { limit: limit + 1, ...query }))
  const done: ReplayedDelivery[] = []
  for (const { id } of found.slice(0, limit)) {
    if (done.length > 0 && performance.now() - startedMs > PAGE_MS) break
    done.push(await one(id))
  }
  const { nextCursor } = pageOf(found, done.length, placeOf, ({ id }) => id)
  return { items: done, nextCursor }
}

/** Their ids alone: what they say is read one by one, as it may be large. */
function nextDeliveries(db: Db, { sourceKey, since, until, limit, cursor }: ReplayQuery) {
  const [at, id] = readCursor(DeliveryPlace, cursor) ?? []
  return db
    .selectFrom('deliveries')
    .select(['id', 'receivedAt'])
    .where('sourceKey', '=', sourceKey)
    .where('receivedAt', '>=', at === undefined ? since : new Date(at))
    .where('receivedAt', '<', until)
    .$if(id !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('receivedAt', 'id'), '>', tuple(new Date(at as string), id as DeliveryId)),
      ),
    )
    .orderBy('receivedAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}

async function keptDelivery(db: Db, id: DeliveryId): Promise<KeptDelivery | undefined> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { ...row, erasedAt: row.erasedAt ?? undefined }
}

async function replayed(
  delivery: KeptDelivery,
  options: Options,
  parts: Parts,
): Promise<ReplayedDelivery> {
  const { id: deliveryId, sourceKey, receivedAt } = delivery
  const about = { deliveryId, sourceKey, receivedAt }
  try {
    const { why, leads } = await untilSettled(delivery, options, parts)
    const effect = REPLAY_EFFECTS.find((one) => leads.some((lead) => lead.effect === one))
    const all = { effect: effect ?? (why === 'erased' ? 'erased' : 'unchanged'), leads } as const
    return { ...about, ...all, ...(why === undefined ? {} : { why }) }
  } catch (error) {
    return { ...about, effect: 'failed', why: codeOf(error, deliveryId, parts), leads: [] }
  }
}

/** An outage is nothing that a delivery could help; all else must not keep others from their turn. */
function codeOf(error: unknown, id: DeliveryId, { onFault }: Parts): string {
  if (error instanceof Unavailable) throw error
  if (error instanceof Refused || error instanceof Overtaken) return error.code
  onFault(id, error)
  return 'unexpected'
}

/** Begins again when somebody changed a lead meanwhile: what was done by then is found done. */
async function untilSettled(
  delivery: KeptDelivery,
  options: Options,
  parts: Parts,
): Promise<Result> {
  let now = delivery
  for (let tries = 1; ; tries += 1) {
    try {
      return await translated(() => replayOnce(now, options, parts))
    } catch (error) {
      if (!(error instanceof Overtaken) || tries === MOST_TRIES) throw error
      now = (await keptDelivery(parts.db, delivery.id)) ?? delivery
    }
  }
}

async function replayOnce(
  delivery: KeptDelivery,
  { dryRun }: Options,
  parts: Parts,
): Promise<Result> {
  const isGone = delivery.erasedAt !== undefined && delivery.body.length === 0
  if (isGone) return { why: 'erased', leads: [] }
  const content = await parts.readAgain(delivery)
  const plan = await planReplay(parts.db, delivery, content)
  const leads: ReplayedLead[] = []
  for (const { said, plan: what } of plan.leads) {
    if (typeof what === 'string') leads.push(...withoutLead(what))
    else {
      const asked = { deliveryId: delivery.id, dryRun }
      leads.push(await replayKnownLead(what.known, said, asked, parts))
    }
  }
  const fresh = plan.leads.filter((one) => one.plan === 'make')
  leads.push(
    ...(await takeInAgain(
      delivery,
      fresh.map(asNew),
      restOf(delivery, content),
      { dryRun },
      parts,
    )),
  )
  leads.push(...plan.unsaid.map(({ id }) => ({ leadId: id, ...NO_LONGER })))
  return leads.length === 0 ? { why: 'no-lead', leads } : { leads }
}

const NO_LONGER = { effect: 'unchanged', why: 'no-longer-a-lead' } as const

function withoutLead(plan: Exclude<PlannedLead['plan'], object>): ReplayedLead[] {
  switch (plan) {
    case 'make':
      return []
    case 'erased':
      return [{ effect: 'erased' }]
    case 'redacted':
      return [{ effect: 'erased', why: 'delivery-redacted' }]
  }
}

/** A new lead is doubted for what can be checked no more. */
function asNew({ said: { lead, unchecked } }: PlannedLead) {
  if (unchecked.length === 0) return lead
  return { ...lead, doubts: [...(lead.doubts ?? []), ...unchecked] }
}

/** Of what was erased in part nothing new is made: what is left of a person is not to be known. */
function restOf({ erasedAt }: KeptDelivery, content: DeliveryReadAgain) {
  return erasedAt === undefined ? content : { ...content, withdrawn: [], conversations: [] }
}
