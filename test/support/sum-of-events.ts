import { evolve } from '../../src/domain/evolve.ts'
import { JOURNEY_MS, type Lead } from '../../src/domain/lead.ts'
import type { LeadEvent } from '../../src/domain/lead-event.ts'
import { FIRST_STAGE, nextStage } from '../../src/pipeline.ts'
import { aLead } from './a-lead.ts'
import type { TestProduct } from './test-product.ts'

/** The lead that all its stored events together make. */
export async function sumOfEvents(product: TestProduct, lead: Lead): Promise<Lead> {
  const events = await eventsOf(lead, product)
  return events.reduce((sum, event) => evolve(sum, event, nextStage), captured(lead))
}

/** A lead as capture makes it, before its first event. */
function captured({ id, receivedAt, parts }: Lead): Lead {
  const deadlineAt = new Date(receivedAt.getTime() + JOURNEY_MS)
  return { ...aLead(), id, receivedAt, deadlineAt, parts, version: 0, waitingFor: FIRST_STAGE }
}

async function eventsOf(lead: Lead, { db }: TestProduct): Promise<LeadEvent[]> {
  const rows = await db
    .selectFrom('leadEvents')
    .select(['type', 'at', 'data'])
    .where('leadId', '=', lead.id)
    .orderBy('version')
    .execute()
  return rows.map(({ type, at, data }) => ({ ...data, type, at }) as unknown as LeadEvent)
}
