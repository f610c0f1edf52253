import { connect } from '../../src/adapters/postgres/connect.ts'
import { postgresIntake } from '../../src/adapters/postgres/intake.ts'
import { postgresPersonRegister } from '../../src/adapters/postgres/person-register.ts'
import { postgresReplays } from '../../src/adapters/postgres/replays.ts'
import type { Source } from '../../src/domain/documents/sources.ts'
import { type DeliveryId, newId } from '../../src/domain/ids.ts'
import { readAgain } from '../../src/http/read-again.ts'
import { storedRequest } from '../../src/http/stored-request.ts'
import { withoutLeads } from '../../src/http/without-leads.ts'
import { FIRST_STAGE, nextStage } from '../../src/pipeline.ts'
import type { Delivery } from '../../src/ports/intake.ts'
import type { NewJob } from '../../src/ports/job-queue.ts'
import type { ReadAgain } from '../../src/ports/replays.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { checkLead } from '../../src/stages/02-validate/check-lead.ts'
import { completeContact } from '../../src/stages/03-dedupe/complete-contact.ts'
import { dedupe } from '../../src/stages/03-dedupe/dedupe.ts'
import { aSource } from './a-gateway.ts'
import { exampleCompany } from './example-company.ts'
import { testDatabase } from './test-database.ts'

/** When deliveries are taken in. */
export const NOON = new Date('2026-03-02T12:00:00Z')
/** When they are replayed. */
export const LATER = new Date('2026-03-09T12:00:00Z')
export const MINUTE_MS = 60_000
export const REAL = { dryRun: false }
export const FORM = aSource()
export const HUBSPOT = aSource({ key: 'hubspot', kind: 'hubspot' })
export const CHATBOT = aSource({ key: 'chatbot', kind: 'chatbot' })

/** Deliveries taken in at noon, and replays a week later, by sources that a test may change. */
export async function anArchive() {
  const database = await testDatabase()
  const { url } = database
  const db = connect(url, 10)
  const jobs: NewJob[] = []
  const enqueue = async (_tx: unknown, added: readonly NewJob[]) => void jobs.push(...added)
  let sources: readonly Source[] = [FORM, HUBSPOT, CHATBOT]
  const current = async () => exampleCompany({ sources: { sources: [...sources] } })
  const configuration = { current, apply: current }
  const intake = postgresIntake({ db, enqueue, firstStage: FIRST_STAGE, nextStage })
  const faults: unknown[] = []
  const replaysOn = (connections = db, read: ReadAgain = readAgain({ configuration, checkLead })) =>
    postgresReplays({
      ...{ db: connections, enqueue, configuration, nextStage, firstStage: FIRST_STAGE },
      ...{ clock: () => LATER, identify: dedupe, complete: completeContact, readAgain: read },
      onFault: (_id, error) => void faults.push(error),
    })
  const people = postgresPersonRegister({
    ...{ db, enqueue, nextStage, clock: () => LATER },
    withoutLeads: withoutLeads(configuration),
  })
  async function deliver(source: Source, body: unknown, given: Partial<Delivery> = {}) {
    const delivery = aDelivery(source.key, body, given)
    const request = await storedRequest(delivery, source)
    const { notices, ...content } = contentOf(request, delivery.verdict)
    const { leads, withdrawn, conversations } = content
    const kept = notices === undefined ? delivery : { ...delivery, notices }
    const receipt = await intake.receive(kept, leads, withdrawn, conversations)
    return { id: delivery.id, leadIds: receipt.leads.map(({ leadId }) => leadId) }
  }
  return {
    ...{ db, url, jobs, faults, people, deliver, replaysOn, replays: replaysOn() },
    change: (...changed: readonly Source[]) => {
      sources = changed
    },
    leads: () => db.selectFrom('leads').selectAll().orderBy('id').execute(),
    events: async () =>
      (
        await db.selectFrom('leadEvents').selectAll().orderBy('leadId').orderBy('version').execute()
      ).map(({ type }) => type as string),
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

function aDelivery(sourceKey: string, body: unknown, given: Partial<Delivery>): Delivery {
  return {
    ...{ id: newId<DeliveryId>(NOON), sourceKey, receivedAt: NOON },
    ...{ contentType: 'application/json', headers: {}, verdict: 'unverified' },
    body: Buffer.from(JSON.stringify(body)),
    ...given,
  }
}

/** Events of HubSpot about one of its contacts. */
export const created = (objectId: string) => ({ subscriptionType: 'contact.creation', objectId })
export const changed = (objectId: string) => ({
  ...{ subscriptionType: 'contact.propertyChange', objectId },
  ...{ propertyName: 'demo', propertyValue: 'yes' },
})
/** HubSpot, with a change of this property as a lead of its own. */
export const WANTS_CHANGES = { ...HUBSPOT, leadEvents: ['contact.propertyChange:demo'] }
