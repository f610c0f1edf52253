import type { Db } from '../../src/adapters/postgres/connect.ts'
import { postgresIntake } from '../../src/adapters/postgres/intake.ts'
import { postgresPersonRegister } from '../../src/adapters/postgres/person-register.ts'
import { type ContactId, type DeliveryId, type LeadId, newId } from '../../src/domain/ids.ts'
import { storedRequest } from '../../src/http/stored-request.ts'
import { withoutLeads } from '../../src/http/without-leads.ts'
import { FIRST_STAGE, nextStage } from '../../src/pipeline.ts'
import type { Delivery } from '../../src/ports/intake.ts'
import type { NewJob } from '../../src/ports/job-queue.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { aSource } from './a-gateway.ts'
import { exampleCompany } from './example-company.ts'
import { scratchDatabase } from './scratch-database.ts'

export const NOON = new Date('2026-03-02T12:00:00Z')
export const SOURCE = aSource({
  key: 'hubspot',
  kind: 'hubspot',
  leadEvents: [
    'contact.creation',
    'contact.propertyChange:num_conversion_events',
    'contact.propertyChange:message',
  ],
})

/** A register of persons, and an intake beside it, at noon. */
export async function aRegister() {
  const { db, ...scratch } = await scratchDatabase()
  const jobs: NewJob[] = []
  const enqueue = async (_tx: unknown, added: readonly NewJob[]) => void jobs.push(...added)
  const configuration = exampleCompany({ sources: { sources: [SOURCE] } })
  const people = postgresPersonRegister({
    ...{ db, enqueue, nextStage },
    clock: () => NOON,
    withoutLeads: withoutLeads({ current: async () => configuration }),
  })
  const intake = postgresIntake({ db, enqueue, firstStage: FIRST_STAGE, nextStage })
  /** Delivers events of HubSpot as capturing would. */
  async function deliver(...events: readonly Record<string, string>[]) {
    const delivery = aDelivery(JSON.stringify(events))
    const { leads, withdrawn } = contentOf(await storedRequest(delivery, SOURCE), 'authentic')
    return { delivery, ...(await intake.receive(delivery, leads, withdrawn)) }
  }
  const finishAll = async () => {
    for (const { id } of await db.selectFrom('erasures').select('id').execute()) {
      await people.finish(id)
    }
  }
  const dispose = () => scratch[Symbol.asyncDispose]()
  return { db, jobs, people, intake, deliver, finishAll, [Symbol.asyncDispose]: dispose }
}

export function aDelivery(body: string): Delivery {
  return {
    id: newId<DeliveryId>(),
    sourceKey: SOURCE.key,
    receivedAt: NOON,
    contentType: 'application/json',
    headers: { 'x-request-id': 'one' },
    body: Buffer.from(body),
    verdict: 'authentic',
  }
}

/** Events of HubSpot about one of its contacts. */
export const created = (objectId: string) => ({ subscriptionType: 'contact.creation', objectId })
export const changed = (objectId: string, propertyName: string, propertyValue: string) => {
  return { subscriptionType: 'contact.propertyChange', objectId, propertyName, propertyValue }
}
export const deletion = (objectId: string) => ({
  subscriptionType: 'contact.privacyDeletion',
  objectId,
})

/** A contact with one lead for each of these forms, as the dedupe stage leaves them. */
export async function aPerson(db: Db, leadIds: readonly LeadId[], emails: readonly string[]) {
  const contactId = newId<ContactId>()
  const fields = { email: emails.at(-1) }
  await db
    .insertInto('contacts')
    .values({
      id: contactId,
      fields: JSON.stringify(fields),
      ownerRepId: null,
      ownerLeadId: null,
      leadCount: leadIds.length,
    })
    .execute()
  for (const [index, leadId] of leadIds.entries()) {
    const value = emails[index] ?? ''
    await db.updateTable('leads').set({ contactId }).where('id', '=', leadId).execute()
    const origin = { contactId, leadId, sourceKey: SOURCE.key, at: NOON }
    await db
      .insertInto('contactValues')
      .values({ ...origin, field: 'email', value })
      .execute()
    await db
      .insertInto('identities')
      .values({ kind: 'email', value, contactId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  return contactId
}

export const bodyOf = async (db: Db, id: DeliveryId) =>
  (
    await db.selectFrom('deliveries').select('body').where('id', '=', id).executeTakeFirstOrThrow()
  ).body.toString()

export const stateOf = async (db: Db, id: LeadId) =>
  (await db.selectFrom('leads').select('state').where('id', '=', id).executeTakeFirst())?.state

export const leadsIn = ({ leads }: { leads: readonly { leadId: LeadId }[] }) =>
  leads.map(({ leadId }) => leadId)
