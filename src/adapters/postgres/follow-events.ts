import { sql } from 'kysely'
import { isActive } from '../../domain/assignment.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { statusAfter } from '../../domain/status-after.ts'
import type { Tx } from './connect.ts'

/**
 * Rows that repeat what an event says, for whoever looks them up by another key. They change by the
 * event and in its transaction only, so the two cannot disagree.
 */

/** Brings the rows of assignments up to date with what happened to them. */
export async function followAssignments(tx: Tx, events: readonly LeadEvent[]): Promise<void> {
  const rows = latestById(events.flatMap(assignmentChange))
  if (rows.length === 0) return
  await sql`
    with locked as (
      select c.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c (id uuid, status text, acknowledged_at timestamptz, ended_at timestamptz)
      join assignments a on a.id = c.id order by a.id for update of a
    )
    update assignments a set status = c.status, ended_at = c.ended_at,
      acknowledged_at = coalesce(c.acknowledged_at, a.acknowledged_at)
    from locked c where a.id = c.id`.execute(tx)
}

/** Brings the rows of notifications up to date with what their channels said. */
export async function followNotifications(tx: Tx, events: readonly LeadEvent[]): Promise<void> {
  const rows = latestById(events.flatMap(notificationChange))
  if (rows.length === 0) return
  await sql`
    with locked as (
      select c.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c (id uuid, state text, provider_id text, accepted_at timestamptz, failure text)
      join notifications n on n.id = c.id order by n.id for update of n
    )
    update notifications n set state = c.state,
      provider_id = coalesce(c.provider_id, n.provider_id),
      accepted_at = coalesce(c.accepted_at, n.accepted_at), failure = c.failure
    from locked c where n.id = c.id`.execute(tx)
}

type Row = { readonly id: string }

function assignmentChange(event: LeadEvent): Row[] {
  const after = statusAfter(event)
  if (after === undefined) return []
  const { assignmentId, status } = after
  return [
    change(assignmentId, {
      status,
      ...(status === 'acknowledged' && { acknowledged_at: event.at }),
      ...(!isActive(status) && { ended_at: event.at }),
    }),
  ]
}

function notificationChange(event: LeadEvent): Row[] {
  switch (event.type) {
    case 'RepNotified': {
      const { notificationId, providerId, at } = event
      return [
        change(notificationId, { state: 'accepted', provider_id: providerId, accepted_at: at }),
      ]
    }
    case 'NotificationFailed':
      return [change(event.notificationId, { state: 'refused', failure: event.code })]
    default:
      return []
  }
}

const change = (id: string, values: Record<string, unknown>): Row => ({ id, ...values })

/** One row each: what happened later in a batch is laid over what happened before. */
function latestById(rows: readonly Row[]): Row[] {
  const byId = new Map<string, Row>()
  for (const row of rows) byId.set(row.id, { ...byId.get(row.id), ...row })
  return [...byId.values()]
}
