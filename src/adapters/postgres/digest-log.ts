import { sql } from 'kysely'
import { MOST_IN_DIGEST } from '../../domain/digest.ts'
import type { AssignmentId } from '../../domain/ids.ts'
import {
  DIGEST_LAPSE_MS,
  type Digest,
  type DigestEntry,
  type DigestLog,
  type SentDigest,
  type SentDigestItem,
} from '../../ports/digest-log.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { offerEnd } from './offer-end.ts'

/** Digests as rows, one for each offer; the alerts they were told by are rows of `notifications`. */
export function postgresDigestLog(db: Db): DigestLog {
  return {
    join: (entry) => translated(() => join(db, entry)),
    of: (assignmentId) => translated(() => digestOf(db, assignmentId)),
    take: (entry, now) => translated(() => db.transaction().execute((tx) => take(tx, entry, now))),
    told: (id, at) =>
      translated(async () => {
        await db
          .updateTable('digestEntries')
          .set({ toldAt: at })
          .where('digestId', '=', id)
          .execute()
      }),
    sent: (id) => translated(() => sent(db, id)),
    items: (id, channel) => translated(() => items(db, id, channel)),
  }
}

async function join(db: Db | Tx, { assignmentId, leadId, repId }: DigestEntry): Promise<void> {
  await db
    .insertInto('digestEntries')
    .values({ assignmentId, leadId, repId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function digestOf(db: Db | Tx, assignmentId: AssignmentId): Promise<Digest | undefined> {
  const rows = await db
    .selectFrom('digestEntries')
    .selectAll()
    .where('digestId', '=', (eb) =>
      eb
        .selectFrom('digestEntries as own')
        .select('own.digestId')
        .where('own.assignmentId', '=', assignmentId),
    )
    .orderBy('assignmentId')
    .execute()
  const [first] = rows
  if (!first?.digestId || first.takenAt === null) return undefined
  const entries = rows.map((row) => ({
    ...{ assignmentId: row.assignmentId, leadId: row.leadId, repId: row.repId },
  }))
  const { digestId, takenAt, toldAt } = first
  return { id: digestId, entries, takenAt, toldAt: toldAt ?? undefined }
}

async function take(tx: Tx, entry: DigestEntry, now: Date): Promise<Digest> {
  const { assignmentId, repId } = entry
  // By rep: two offers that took each other's would be two digests of the same leads.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`digest ${repId}`}, 0))`.execute(tx)
  await join(tx, entry)
  const before = await digestOf(tx, assignmentId)
  const isOwn = before?.id === assignmentId
  if (isOwn) await keep(tx, assignmentId, now)
  else if (before === undefined || hasLapsed(before, now)) await gather(tx, entry, now)
  const digest = await digestOf(tx, assignmentId)
  if (digest === undefined) throw new Error(`Offer ${assignmentId} belongs to no digest`)
  return digest
}

const hasLapsed = ({ takenAt, toldAt }: Digest, now: Date) =>
  toldAt === undefined && now.getTime() - takenAt.getTime() >= DIGEST_LAPSE_MS

/** With the offers it had: what a channel took already must not be told of others. */
async function keep(tx: Tx, digestId: AssignmentId, takenAt: Date): Promise<void> {
  await tx.updateTable('digestEntries').set({ takenAt }).where('digestId', '=', digestId).execute()
}

async function gather(tx: Tx, { assignmentId, repId }: DigestEntry, now: Date): Promise<void> {
  const lapsed = new Date(now.getTime() - DIGEST_LAPSE_MS)
  await sql`
    update digest_entries set digest_id = ${assignmentId}, taken_at = ${now}
    where assignment_id in (
      select assignment_id from digest_entries
      where rep_id = ${repId} and told_at is null and (digest_id is null or taken_at <= ${lapsed})
      order by (assignment_id = ${assignmentId}) desc, assignment_id limit ${MOST_IN_DIGEST}
    )`.execute(tx)
}

async function sent(db: Db, id: AssignmentId): Promise<ReadonlyMap<string, SentDigest>> {
  const rows = await db
    .selectFrom('notifications')
    .select(['channel', 'providerId', 'failure'])
    .where('digestId', '=', id)
    .where('state', 'in', ['accepted', 'refused', 'read'])
    // What was accepted comes last, and counts.
    .orderBy(sql`provider_id is null`, 'desc')
    .execute()
  return new Map(
    rows.map(({ channel, providerId, failure }) => [
      channel,
      providerId === null ? { code: failure ?? 'unknown' } : { providerId },
    ]),
  )
}

async function items(
  db: Db,
  id: AssignmentId,
  channel: string,
): Promise<readonly SentDigestItem[]> {
  const rows = await db
    .selectFrom('notifications as alert')
    .innerJoin('assignments as offer', 'offer.id', 'alert.assignmentId')
    .innerJoin('leads', 'leads.id', 'alert.leadId')
    .select(['alert.leadId', 'alert.assignmentId', 'alert.title', 'alert.lines'])
    .select(['offer.status', 'offer.repId', 'offer.offeredAt', 'offer.acknowledgedAt'])
    .select([
      'offer.endedAt',
      'offer.acknowledgeBy',
      'leads.repId as repNow',
      'leads.firstContactAt',
    ])
    .where('alert.digestId', '=', id)
    .where('alert.channel', '=', channel)
    .where('alert.state', 'in', ['accepted', 'read'])
    .orderBy('alert.assignmentId')
    .execute()
  return rows.map(({ leadId, assignmentId, title, lines, acknowledgeBy, ...offer }) => ({
    ...{ leadId, assignmentId, title, text: lines.join('\n') },
    ...{ isAsked: acknowledgeBy !== null, ended: offerEnd(offer) },
  }))
}
