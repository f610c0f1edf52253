import type { ReviewItemId } from '../../domain/ids.ts'
import type { ConflictDecision, ConflictDecisions } from '../../ports/conflict-decisions.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Decisions as review items that have been resolved; their details name the fields. */
export function postgresConflictDecisions(db: Db): ConflictDecisions {
  return {
    read: (id) =>
      translated(async () => {
        const row = await db
          .selectFrom('reviewItems')
          .select(['resolution', 'details', 'resolvedAt', 'contactId'])
          .where('id', '=', id as ReviewItemId)
          .where('kind', '=', 'crm-conflict')
          .where('resolvedAt', 'is not', null)
          .executeTakeFirst()
        if (row === undefined || row.resolvedAt === null) return undefined
        const resolution = row.resolution as ConflictDecision['resolution']
        const fields = Object.keys(row.details) as (keyof CrmFields)[]
        const contactId = row.contactId ?? undefined
        return { resolution, fields, decidedAt: row.resolvedAt, contactId }
      }),

    undecided: (contactId) =>
      translated(async () => {
        const rows = await db
          .selectFrom('reviewItems')
          .select('details')
          .where('contactId', '=', contactId)
          .where('kind', '=', 'crm-conflict')
          .where('resolvedAt', 'is', null)
          .execute()
        return new Set(rows.flatMap(({ details }) => Object.keys(details) as (keyof CrmFields)[]))
      }),
  }
}
