import { Refused } from '../../domain/failure.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Crm } from '../../ports/crm.ts'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { CONTACT_ID_PROPERTY, ensureContactIdProperty } from './contact-id-property.ts'
import { hubspotApi } from './hubspot-api.ts'
import { fieldsFrom, HUBSPOT_PROPERTIES, type Owners, propertiesFrom } from './hubspot-fields.ts'
import { existingRecordId, HubspotContact, upsertedRow } from './hubspot-replies.ts'

export type HubspotSettings = {
  /** A private-app token with the contact and contact schema scopes, to read and to write. */
  readonly token: string
  readonly baseUrl: string
  readonly owners: Owners
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

const CONTACTS = '/crm/v3/objects/contacts'

/**
 * Keeps contacts in HubSpot. Each record carries our contact's id in a unique property of its own,
 * which the first use creates when it is missing: so an upsert may be repeated, and several at
 * once make one record. A record that HubSpot already has under the same e-mail address is taken
 * over as it stands.
 *
 * Rejects with the codes of `hubspotApi` under `hubspot-`, and with `Refused`:
 * `hubspot-contact-taken` when that record belongs to another contact of ours or this contact has
 * a record already, `hubspot-property-unusable` when the property exists but is not unique.
 */
export function hubspotCrm(settings: HubspotSettings): Crm & Guarded {
  const { token, baseUrl, owners, timeLimitMs = 2_000, clock = () => new Date() } = settings
  // The smallest plan allows 100 calls in 10 s; more at once would only meet the limit sooner.
  const api = hubspotApi({ token, baseUrl, timeLimitMs, concurrency: 10, clock })
  const prepared = onceUnlessItFails(() => ensureContactIdProperty(api))

  return {
    name: 'hubspot',
    circuit: api.circuit,
    async read(contactId) {
      await prepared()
      const reply = await api.call({
        method: 'GET',
        path: `${CONTACTS}/${encodeURIComponent(contactId)}`,
        query: { idProperty: CONTACT_ID_PROPERTY, properties: HUBSPOT_PROPERTIES.join(',') },
        effect: 'reads',
      })
      if (reply.status === 404) return undefined
      const { id, properties } = readBody('hubspot', HubspotContact, reply, 'reads')
      return { recordId: id, fields: fieldsFrom(properties, owners) }
    },
    async upsert(contactId, fields) {
      await prepared()
      return upsert(api, contactId, propertiesFrom(fields, owners))
    },
  }
}

/** Remembers success only, so that the next call tries again what the last one could not do. */
function onceUnlessItFails(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined
      throw error
    })
    return done
  }
}

type Properties = Readonly<Record<string, string>>

async function upsert(api: VendorApi, contactId: ContactId, given: Properties) {
  const properties = { ...given, [CONTACT_ID_PROPERTY]: contactId }
  const row = { id: contactId, idProperty: CONTACT_ID_PROPERTY, properties }
  const reply = await api.call({
    method: 'POST',
    path: `${CONTACTS}/batch/upsert`,
    body: { inputs: [{ ...row, objectWriteTraceId: contactId }] },
    effect: 'writes',
  })
  const upserted = upsertedRow(reply)
  if ('id' in upserted) return { recordId: upserted.id, created: upserted.new }

  const existing = existingRecordId(upserted)
  if (existing === undefined) {
    throw new Refused('hubspot-rejected', `HubSpot refused the row (${upserted.category})`)
  }
  return takeOver(api, existing, contactId, properties)
}

/** Makes a record that HubSpot had before us the record of this contact. */
async function takeOver(api: VendorApi, id: string, contactId: ContactId, properties: Properties) {
  const path = `${CONTACTS}/${id}`
  const query = { properties: CONTACT_ID_PROPERTY }
  const found = await api.call({ method: 'GET', path, query, effect: 'reads' })
  const owner = readBody('hubspot', HubspotContact, found, 'reads').properties[CONTACT_ID_PROPERTY]
  if (owner && owner !== contactId) throw taken(id)

  const reply = await api.call({ method: 'PATCH', path, body: { properties }, effect: 'writes' })
  if (reply.status === 409) throw taken(id)
  return { recordId: id, created: false }
}

const taken = (recordId: string) =>
  new Refused('hubspot-contact-taken', `HubSpot record ${recordId} belongs to another contact`)
