import { sql } from 'kysely'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { LeadEvent, LeadEventType } from '../../domain/lead-event.ts'
import type { EventOfLead } from '../../domain/simulation/moment.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** A stored event with its place in the history. */
export type PastEvent = EventOfLead & {
  readonly position: number
  readonly txid: string
  readonly isErased: boolean
}

/** What changes anything that a decision depends on, or is one. Most events do not. */
const OF_DECISIONS: readonly LeadEventType[] = [
  ...(['LeadCaptured', 'LeadFetched', 'LeadQuarantined', 'LeadReleased', 'LeadRejected'] as const),
  ...(['ContactIdentified', 'ContactChanged', 'LeadScored', 'LeadRescored', 'LeadRouted'] as const),
  ...(['LeadAssigned', 'LeadAttachedToOwner', 'LeadPutOnWaitingList', 'LeadResumed'] as const),
  ...(['AssignmentAcknowledged', 'AssignmentDeclined', 'AssignmentExpired'] as const),
  ...(['AssignmentSnoozed', 'AssignmentClosed', 'FirstContactMade', 'OutcomeRecorded'] as const),
  ...(['LeadReplayed', 'ChatContinued', 'LeadErased'] as const),
]

type Row = {
  leadId: LeadId
  type: LeadEventType
  /** In milliseconds, as the next: of hundreds of thousands of rows reading times takes longer than numbers. */
  atMs: number
  data: Record<string, unknown>
  position: string | null
  txid: string
  receivedMs: number
  isErased: boolean
}

const COLUMNS = sql`e.lead_id, e.type, e.data, e.position, e.txid::text as txid,
  (extract(epoch from e.at) * 1000)::float8 as at_ms,
  (extract(epoch from l.received_at) * 1000)::float8 as received_ms, l.state = 'erased' as is_erased`
/** Canaries decide nothing that matters, and are deleted after a while. */
const ofDecisions = sql`e.type = any(${[...OF_DECISIONS]}::text[])
  and l.source_key <> ${CANARY_SOURCE}`

/** Events from one position on and before another, in order. */
export async function eventsBetween(db: Db, from: number, to: number): Promise<PastEvent[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from lead_events e join leads l on l.id = e.lead_id
    where e.position >= ${from} and e.position < ${to} and ${ofDecisions}
    order by e.position`.execute(db)
  return rows.map(eventFrom)
}

/** What had happened to these leads before a position, each lead's in order. */
export async function eventsBefore(db: Db, leadIds: readonly LeadId[], position: number) {
  if (leadIds.length === 0) return []
  const { rows } = await sql<Row>`
    select ${COLUMNS} from lead_events e join leads l on l.id = e.lead_id
    where e.lead_id = ${anyOf(leadIds)} and coalesce(e.position, 0) < ${position} and ${ofDecisions}
    order by e.lead_id, e.version`.execute(db)
  return rows.map(eventFrom)
}

function eventFrom({ type, atMs, receivedMs, data, position, ...row }: Row): PastEvent {
  const event = revived(data, type, new Date(atMs))
  return { ...row, receivedAt: new Date(receivedMs), position: Number(position ?? 0), event }
}

/** JSON knows no times, and these are looked at as such. */
const TIMES = ['acknowledgeBy', 'until', 'released'] as const

function revived(data: Record<string, unknown>, type: LeadEventType, at: Date): LeadEvent {
  const times = TIMES.filter((key) => typeof data[key] === 'string')
  const dates = Object.fromEntries(times.map((key) => [key, new Date(String(data[key]))]))
  return { ...data, ...dates, type, at } as LeadEvent
}
