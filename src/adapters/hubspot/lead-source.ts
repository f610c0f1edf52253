import * as z from 'zod'
import type { BodyTree } from '../../domain/body-tree.ts'
import { Refused } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadSource, SearchWindow } from '../../ports/lead-source.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { CALL_LIMIT_MS } from '../vendor/source-limits.ts'
import { readBody, type VendorApi, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { hubspotFailure } from './hubspot-failure.ts'
import { HubspotContact } from './hubspot-replies.ts'

export type HubspotSourceSettings = {
  /** A private-app token that may read contacts. */
  readonly token: string
  readonly baseUrl: string
  /** The events that are leads, as the source names them. */
  readonly leadEvents?: readonly string[] | undefined
  /** Further properties to read. */
  readonly properties?: readonly string[] | undefined
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

const CONTACTS = '/crm/v3/objects/contacts'
const PROPERTIES = [
  ...['email', 'phone', 'mobilephone', 'firstname', 'lastname', 'company', 'jobtitle'],
  ...['country', 'state', 'city', 'zip', 'website', 'message'],
  ...['recent_conversion_event_name', 'hs_google_click_id', 'hs_facebook_click_id'],
  ...['hs_analytics_source', 'hs_legal_basis', 'hs_email_optout'],
]
const PAGE_SIZE = 100

const Found = z.object({
  results: z.array(HubspotContact),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
})

/**
 * Contacts of HubSpot that its webhooks named. Rejects with the codes of `vendorApi` and
 * `hubspotFailure`, and of `accessFailure` for a token that a person must renew.
 */
export function hubspotLeadSource(settings: HubspotSourceSettings): LeadSource & Guarded {
  const { token, baseUrl, leadEvents = ['contact.creation'], clock = () => new Date() } = settings
  const properties = [...PROPERTIES, ...(settings.properties ?? [])].join(',')
  const api = vendorApi({
    vendor: 'hubspot',
    baseUrl,
    timeLimitMs: settings.timeLimitMs ?? CALL_LIMIT_MS,
    concurrency: 10,
    headers: { authorization: `Bearer ${token}` },
    failureOf: (reply, effect) => failureOf(reply, effect, clock()),
  })
  return {
    circuit: api.circuit,
    async fetch({ sourceLeadId }, signal) {
      if (sourceLeadId === undefined) return undefined
      const path = `${CONTACTS}/${encodeURIComponent(sourceLeadId)}`
      const reply = await api.call(
        { method: 'GET', path, query: { properties }, effect: 'reads' },
        signal,
      )
      if (reply.status === 404) return undefined
      return readBody('hubspot', HubspotContact, reply, 'reads')
    },
    search: (window, signal) => searchFor(api, leadEvents, window, signal),
  }
}

function failureOf(reply: VendorReply, effect: 'reads' | 'writes', now: Date) {
  if (reply.status === 401) return accessFailure('token', { vendor: 'hubspot', now })
  if (reply.status === 403) return accessFailure('permission', { vendor: 'hubspot', now })
  return hubspotFailure(reply, effect, now)
}

/** One page for one of the events; `next` names the event and HubSpot's place in its list. */
async function searchFor(
  api: VendorApi,
  leadEvents: readonly string[],
  { since, until, page }: SearchWindow,
  signal: AbortSignal,
) {
  const [event = leadEvents[0] ?? '', after] = page?.split(' ') ?? []
  const property = event.split(':')[1]
  // HubSpot keeps the time of a contact's last conversion, which is when such a property changes.
  const time = property === undefined ? 'createdate' : 'recent_conversion_date'
  const body = {
    filterGroups: [
      {
        filters: [
          {
            propertyName: time,
            operator: 'BETWEEN',
            value: `${since.getTime()}`,
            highValue: `${until.getTime()}`,
          },
        ],
      },
    ],
    sorts: [{ propertyName: time, direction: 'ASCENDING' }],
    properties: [time, ...(property === undefined ? [] : [property])],
    limit: PAGE_SIZE,
    ...(after === undefined ? {} : { after }),
  }
  const path = `${CONTACTS}/search`
  const reply = await api.call({ method: 'POST', path, body, effect: 'reads' }, signal)
  if (reply.status !== 200)
    throw new Refused('hubspot-rejected', `hubspot answered ${reply.status}`)
  const { results, paging } = readBody('hubspot', Found, reply, 'reads')
  const place = paging?.next?.after
  const next = place === undefined ? leadEvents[leadEvents.indexOf(event) + 1] : `${event} ${place}`
  return {
    deliveries: results.map((contact) => eventOf(contact, time, property)),
    ...(next === undefined ? {} : { next }),
  }
}

function eventOf(
  { id, properties }: HubspotContact,
  time: string,
  property: string | undefined,
): BodyTree {
  const at = properties[time]
  const about = { objectId: id, ...(at ? { occurredAt: at } : {}) }
  if (property === undefined) return [{ subscriptionType: 'contact.creation', ...about }]
  const propertyValue = properties[property] ?? ''
  const change = { propertyName: property, propertyValue }
  return [{ subscriptionType: 'contact.propertyChange', ...change, ...about }]
}
