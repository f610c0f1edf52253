import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import type { LeadPart, LeadParts } from '../../domain/lead-parts.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** A place in the history, and the transaction that is written there. */
export type Place = { readonly position: number; readonly txid: string }

/** What a lead was known to be at a place in the history. */
export type PartsThen = (leadId: LeadId, place: Place) => LeadParts

/** Those that a condition can ask of. */
const OF_CONDITIONS: readonly LeadPart[] = [
  ...(['form', 'findings', 'enrichment', 'scoring', 'signals', 'chat', 'account'] as const),
]

type Row = {
  leadId: LeadId
  part: LeadPart
  content: unknown
  since: string | null
  sinceTxid: string | null
}

/** What lists of segments said when a lead was routed stands in its trace, which may be long without that. */
const COLUMNS = sql`lead_id, part, since, since_txid::text as since_txid,
  case when part = 'trace' then jsonb_build_object('segments', content -> 'segments')
    else content end as content`

/** Reads what is known of these leads and what was known of them before. */
export async function readPartsThen(db: Db, leadIds: readonly LeadId[]): Promise<PartsThen> {
  const ofThese = sql`lead_id = ${anyOf(leadIds)} and (part = any(${[...OF_CONDITIONS]}::text[])
    or part = 'trace' and jsonb_exists(content, 'segments'))`
  const { rows } = await sql<Row>`
    select ${COLUMNS} from lead_parts where ${ofThese}
    union all
    select ${COLUMNS} from lead_part_versions where ${ofThese}`.execute(db)
  const byLead = Map.groupBy(rows, ({ leadId }) => leadId)
  return (leadId, place) => {
    const versions = Map.groupBy(byLead.get(leadId) ?? [], ({ part }) => part)
    const known = [...versions].flatMap(([part, all]) => {
      const then = latestAt(all, place)
      return then === undefined ? [] : [[part, then.content]]
    })
    return { form: {}, ...Object.fromEntries(known) }
  }
}

/** What the transaction itself has written, it had before it: a route says what it has seen. */
function latestAt(versions: readonly Row[], { position, txid }: Place): Row | undefined {
  const then = versions.filter(
    ({ since, sinceTxid }) => Number(since ?? 0) < position || sinceTxid === txid,
  )
  return then.reduce<Row | undefined>(
    (latest, one) => (Number(one.since ?? 0) >= Number(latest?.since ?? 0) ? one : latest),
    undefined,
  )
}
