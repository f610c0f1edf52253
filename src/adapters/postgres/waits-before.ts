import { sql } from 'kysely'

/** That an event `e` put a lead where it still waits before that position, for a place or in a pool. */
export const waitsBefore = (position: number) => sql<boolean>`
  e.type = 'LeadPutOnWaitingList' and coalesce(e.position, 0) < ${position}
    and (e.data -> 'skipped' @? '$.* ? (@ == "at-cap")' or e.data ? 'heldFor')
    and not exists (select from lead_events later where later.lead_id = e.lead_id
      and later.version > e.version and coalesce(later.position, 0) < ${position}
      and later.type in ('LeadAssigned', 'LeadAttachedToOwner', 'LeadPutOnWaitingList',
        'LeadQuarantined', 'LeadRejected', 'LeadErased'))`
