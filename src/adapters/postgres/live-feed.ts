import { sql } from 'kysely'
import * as z from 'zod'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { LeadId, RepId } from '../../domain/ids.ts'
import type { LeadEventType } from '../../domain/lead-event.ts'
import type { FeedEvent, LiveFeed } from '../../ports/live-feed.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** System identifier of the server, transaction, lead, version. */
const Place = z
  .string()
  .regex(/^\d+\.\d+\.[0-9a-f-]{36}\.\d+$/)
  .transform((text) => {
    const [system = '', txid = '', leadId = '', version = ''] = text.split('.')
    return { system, txid: BigInt(txid), leadId, version: Number(version) }
  })

/** Comes before every id of a lead. */
const NO_LEAD = '00000000-0000-0000-0000-000000000000'

type Row = {
  txid: string
  leadId: LeadId
  version: number
  type: LeadEventType
  at: Date
  data: Record<string, unknown>
  repId: RepId | null
}

/**
 * Follows `lead_events` by the order of commits: an event shows once its transaction is below
 * `pg_snapshot_xmin`, so no transaction that is still open can put one in front of it. Not by a
 * sequence: its numbers become visible out of order, and a reader by number misses those.
 */
export function postgresLiveFeed(db: Db): LiveFeed {
  let system: Promise<string> | undefined
  const systemIdentifier = () => {
    system ??= readSystemIdentifier(db).catch((error: unknown) => {
      system = undefined
      throw error
    })
    return system
  }

  return {
    now: () =>
      translated(async () => {
        const { rows } = await sql<{ xmin: string }>`
          select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db)
        return `${await systemIdentifier()}.${rows[0]?.xmin ?? 0}.${NO_LEAD}.0`
      }),

    after: (position, limit) =>
      translated(async () => {
        const prefix = await systemIdentifier()
        const rows = await readAfter(db, Place.parse(position), limit)
        return rows.map((row) => eventFrom(row, prefix))
      }),

    compare(a, b) {
      const [left, right] = [Place.parse(a), Place.parse(b)]
      if (left.txid !== right.txid) return left.txid < right.txid ? -1 : 1
      if (left.leadId !== right.leadId) return left.leadId < right.leadId ? -1 : 1
      return left.version - right.version
    },

    knows: (position) =>
      translated(async () => {
        const place = Place.safeParse(position)
        return place.success && place.data.system === (await systemIdentifier())
      }),
  }
}

async function readSystemIdentifier(db: Db): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select system_identifier::text as id from pg_control_system()`.execute(db)
  return rows[0]?.id ?? '0'
}

async function readAfter(db: Db, place: z.infer<typeof Place>, limit: number) {
  const { rows } = await sql<Row>`
    select e.txid::text as txid, e.lead_id, e.version, e.type, e.at, e.data, l.rep_id
    from lead_events e left join leads l on l.id = e.lead_id
    where e.txid < pg_snapshot_xmin(pg_current_snapshot())
      and (e.txid, e.lead_id, e.version)
        > (${place.txid.toString()}::xid8, ${place.leadId}::uuid, ${place.version}::integer)
      and l.source_key is distinct from ${CANARY_SOURCE}
    order by e.txid, e.lead_id, e.version
    limit ${limit}`.execute(db)
  return rows
}

function eventFrom({ txid, repId, ...row }: Row, system: string): FeedEvent {
  const position = `${system}.${txid}.${row.leadId}.${row.version}`
  return { ...row, position, repId: repId ?? undefined }
}
