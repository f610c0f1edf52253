import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evolve } from '../src/domain/evolve.ts'
import { JOURNEY_MS, type Lead } from '../src/domain/lead.ts'
import type { LeadEvent } from '../src/domain/lead-event.ts'
import { FIRST_STAGE, nextStage } from '../src/pipeline.ts'
import { aLead } from './support/a-lead.ts'
import { busyDay } from './support/busy-day.ts'
import type { TestProduct } from './support/test-product.ts'

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

test('the row of every lead is the sum of its events', async () => {
  await using product = await busyDay()
  const ids = await product.db.selectFrom('leads').select('id').orderBy('id').execute()

  const states = new Set<string>()
  for (const { id } of ids) {
    const lead = await product.lead(id)
    const events = await eventsOf(lead, product)
    const sum = events.reduce((sum, event) => evolve(sum, event, nextStage), captured(lead))
    assert.deepEqual(sum, lead)
    states.add(lead.state)
  }

  const ends = ['assigned', 'attached', 'quarantined', 'rejected', 'waiting']
  assert.deepEqual([...states].sort(), ends)
})
