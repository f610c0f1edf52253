import { sql } from 'kysely'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Tx } from './connect.ts'
import type { IntakeRow as Row } from './delivery-rows.ts'
import { insertAll } from './fixed-text.ts'

/** Writes what new leads begin with: their first events and their parts. */
export async function insertFirstRows(tx: Tx, fresh: readonly Row[]): Promise<void> {
  if (fresh.length === 0) return
  await sql`
    insert into lead_events (lead_id, version, type, at, data)
    select * from jsonb_to_recordset(${JSON.stringify(fresh.map(firstEvent))}::jsonb)
      as e ("leadId" uuid, version integer, type text, at timestamptz, data jsonb)`.execute(tx)
  await insertAll('leadParts', fresh.flatMap(partsOf)).execute(tx)
}

function partsOf({ id: leadId, form, doubts, canaryOf, chat }: Row) {
  const capture = { leadId, part: 'capture', content: { doubts, canaryOf } }
  return [
    { leadId, part: 'form', content: form },
    ...(doubts === undefined && canaryOf === undefined ? [] : [capture]),
    ...(chat === undefined ? [] : [{ leadId, part: 'chat', content: chat }]),
  ]
}

function firstEvent({ id, form, startsAt, delivery }: Row) {
  const { sourceKey, receivedAt, id: deliveryId } = delivery
  const { type, at, ...data } = {
    type: 'LeadCaptured',
    at: receivedAt,
    sourceKey,
    deliveryId,
    isTest: form.isTest ?? false,
    ...(startsAt === undefined ? {} : { startsAt }),
  } satisfies LeadEvent
  return { leadId: id, version: 1, type, at, data }
}
