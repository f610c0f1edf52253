import { type Selectable, sql } from 'kysely'
import type { ContactOfEvent, EventOfLead } from '../../domain/cloud-event.ts'
import { isResting } from '../../domain/delivery-schedule.ts'
import type { LeadId, SubscriptionId } from '../../domain/ids.ts'
import { leadAsOf } from '../../domain/lead-as-of.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { eventIdOf, TEST_EVENT } from '../../domain/subscription.ts'
import type { Batch, DueEvent } from '../../ports/event-outbox.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { secretsOf, subscriptionFrom } from './subscription-rows.ts'
import type { Tables } from './tables.ts'

type Due = {
  readonly sequence: string
  readonly leadId: LeadId
  readonly version: number
  readonly type: string
  readonly at: Date
  readonly misses: number
}
type Story = { readonly receivedAt: Date; readonly events: LeadEvent[] }

/** What is due next at a claimed receiver, with what has to be known to say it. */
export async function nextBatch(
  db: Db,
  row: Selectable<Tables['subscriptions']>,
  limit: number,
  now: Date,
): Promise<Batch | undefined> {
  const subscription = subscriptionFrom(row)
  const { restUntil } = subscription
  if (restUntil !== undefined && restUntil > now) return undefined
  const due = await readDue(db, subscription.id, isResting(subscription) ? 1 : limit, now)
  if (due.length === 0) return undefined
  const ofLeads = due.filter(({ type }) => type !== TEST_EVENT)
  const stories = await readStories(db, ofLeads)
  const contacts = subscription.include.includes('contact')
    ? await readContacts(db, ofLeads)
    : undefined
  const events = due.map((one) => dueEvent(one, stories.get(one.leadId), contacts))
  return { subscription, secrets: secretsOf(row, now), events }
}

async function readDue(db: Db, id: SubscriptionId, limit: number, now: Date): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select d.sequence::text as sequence, d.lead_id, d.version, d.type, d.at, d.misses
    from event_deliveries d
    where d.subscription_id = ${id} and d.state = 'pending' and d.next_attempt_at <= ${now}
      and not exists (select from event_deliveries e
        where e.subscription_id = d.subscription_id and e.lead_id = d.lead_id
          and e.version < d.version and e.state = 'pending')
    order by d.next_attempt_at, d.sequence limit ${limit}`.execute(db)
  return rows
}

/** All events of these leads; each lead as it stood at any of them follows from those before it. */
async function readStories(db: Db, due: readonly Due[]): Promise<Map<LeadId, Story>> {
  const ids = [...new Set(due.map(({ leadId }) => leadId))]
  const rows = await db
    .selectFrom('leadEvents')
    .innerJoin('leads', 'leads.id', 'leadEvents.leadId')
    .select(['leadEvents.leadId', 'leadEvents.type', 'leadEvents.at', 'leadEvents.data'])
    .select('leads.receivedAt')
    .where('leadEvents.leadId', '=', anyOf(ids))
    .orderBy('leadEvents.leadId')
    .orderBy('leadEvents.version')
    .execute()
  const stories = new Map<LeadId, Story>()
  for (const { leadId, receivedAt, type, at, data } of rows) {
    const story = stories.get(leadId) ?? { receivedAt, events: [] }
    story.events.push({ ...data, type, at } as LeadEvent)
    stories.set(leadId, story)
  }
  return stories
}

/** As they are now: nothing is left of a person who was erased meanwhile. */
async function readContacts(db: Db, due: readonly Due[]): Promise<Map<LeadId, ContactOfEvent>> {
  const { rows } = await sql<{ leadId: LeadId; content: ContactOfEvent }>`
    select p.lead_id, jsonb_object_agg(p.part, p.content) as content from lead_parts p
    where p.lead_id = ${anyOf(due.map(({ leadId }) => leadId))}
      and p.part in ('form', 'findings')
    group by p.lead_id`.execute(db)
  return new Map(
    rows.map(({ leadId, content }) => [leadId, { ...content, form: content.form ?? {} }]),
  )
}

function dueEvent(
  { sequence, leadId, version, type, at, misses }: Due,
  story: Story | undefined,
  contacts: ReadonlyMap<LeadId, ContactOfEvent> | undefined,
): DueEvent {
  const eventId = eventIdOf(leadId, version)
  const ofLead = story && eventOfLead(leadId, version, story, contacts?.get(leadId))
  return { sequence, eventId, type, at, misses, ofLead }
}

function eventOfLead(
  id: LeadId,
  version: number,
  { receivedAt, events }: Story,
  contact: ContactOfEvent | undefined,
): EventOfLead | undefined {
  const event = events[version - 1]
  const lead = leadAsOf(id, receivedAt, events.slice(0, version))
  return event && { event, lead, contact }
}
