import * as z from 'zod'
import { Refused } from '../../domain/failure.ts'
import type { RepId } from '../../domain/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  type CrmActivities,
  type CrmActivity,
} from '../../ports/crm-activities.ts'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { ACTIVITY_OBJECTS, isDone, type Properties, timeOf } from './activity-kinds.ts'
import { hubspotApi } from './hubspot-api.ts'
import type { Owners } from './hubspot-fields.ts'
import { HubspotContact } from './hubspot-replies.ts'

/** The most inputs of a batch that reads objects. */
const MOST_INPUTS = 100
/** Somebody with more pages of calls than this is no new lead; what is left out is the price of an end. */
const MOST_PAGES = 10

const Associations = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      // A number in older descriptions of this version.
      to: z.array(z.object({ toObjectId: z.union([z.string(), z.number()]) })),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
})
const Objects = z.object({ results: z.array(HubspotContact) })

/**
 * Reads calls, mails and meetings of a HubSpot portal, by batches. A private app reads calls and meetings
 * with the scope for contacts; mails need `sales-email-read`, without which they are left out and said to
 * be denied. Of its own guard, so that looking takes no place from writing contacts. Rejects with the
 * codes of `hubspotApi` under `hubspot-`.
 */
export function hubspotActivities(settings: {
  readonly token: string
  readonly baseUrl: string
  readonly owners: Owners
  readonly clock: Clock
  readonly timeLimitMs?: number
}): CrmActivities & Guarded {
  const { token, baseUrl, owners, clock, timeLimitMs = 10_000 } = settings
  const api = hubspotApi({ token, baseUrl, timeLimitMs, concurrency: 2, clock })
  const reps = new Map(Object.entries(owners).map(([repId, id]) => [id, repId as RepId]))
  return {
    crm: 'hubspot',
    mostAtOnce: MOST_INPUTS,
    circuit: api.circuit,
    async of(recordIds, now, signal) {
      const read = ACTIVITY_KINDS.map((how) => activitiesOf(how, recordIds, { api, reps, signal }))
      const ended = await Promise.allSettled(read)
      const denied = ACTIVITY_KINDS.filter((_, index) => isDenied(ended[index]))
      const failed = ended.find(
        (one) =>
          one.status === 'rejected' && (!isDenied(one) || denied.length === ACTIVITY_KINDS.length),
      )
      if (failed?.status === 'rejected') throw failed.reason
      const found = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
      return { activities: found.filter(({ at }) => at <= now), denied }
    },
  }
}

const isDenied = (one: PromiseSettledResult<unknown> | undefined) =>
  one?.status === 'rejected' &&
  one.reason instanceof Refused &&
  one.reason.code === 'hubspot-denied'

type Reading = {
  readonly api: VendorApi
  readonly reps: ReadonlyMap<string, RepId>
  readonly signal: AbortSignal
}

async function activitiesOf(
  how: ActivityKind,
  recordIds: readonly string[],
  { api, reps, signal }: Reading,
): Promise<CrmActivity[]> {
  const persons = await personsOf(how, recordIds, api, signal)
  const ids = [...persons.keys()]
  const found: CrmActivity[] = []
  for (let start = 0; start < ids.length; start += MOST_INPUTS) {
    const objects = await objectsOf(how, ids.slice(start, start + MOST_INPUTS), api, signal)
    found.push(...objects.flatMap((one) => activitiesIn(how, one, { persons, reps })))
  }
  return found
}

type Logged = { readonly id: string; readonly properties: Properties }
type Known = Pick<Reading, 'reps'> & { readonly persons: Persons }

/** One for each person it was logged with; none when it was not done, or nobody knows when. */
function activitiesIn(
  how: ActivityKind,
  { id, properties }: Logged,
  { persons, reps }: Known,
): readonly CrmActivity[] {
  const at = timeOf(how, properties)
  if (at === undefined || !isDone(how, properties)) return []
  const repId = reps.get(properties.hubspot_owner_id ?? '')
  return (persons.get(id) ?? []).map((recordId) => ({ recordId, how, at, repId }))
}

/** The records of persons by the id of what was logged with them. */
type Persons = ReadonlyMap<string, readonly string[]>

async function personsOf(
  how: ActivityKind,
  recordIds: readonly string[],
  api: VendorApi,
  signal: AbortSignal,
): Promise<Persons> {
  const path = `/crm/v4/associations/contacts/${ACTIVITY_OBJECTS[how].object}/batch/read`
  const pairs: { readonly id: string; readonly recordId: string }[] = []
  let inputs: readonly { id: string; after?: string }[] = recordIds.map((id) => ({ id }))
  for (let page = 0; inputs.length > 0 && page < MOST_PAGES; page += 1) {
    const reply = await api.call(
      { method: 'POST', path, body: { inputs }, effect: 'reads' },
      signal,
    )
    const { results } = readBody('hubspot', Associations, reply, 'reads')
    pairs.push(
      ...results.flatMap(({ from, to }) =>
        to.map(({ toObjectId }) => ({ id: String(toObjectId), recordId: from.id })),
      ),
    )
    inputs = results.flatMap(({ from: { id }, paging }) =>
      paging?.next === undefined ? [] : [{ id, after: paging.next.after }],
    )
  }
  const byId = Map.groupBy(pairs, ({ id }) => id)
  return new Map([...byId].map(([id, all]) => [id, all.map(({ recordId }) => recordId)]))
}

async function objectsOf(
  how: ActivityKind,
  ids: readonly string[],
  api: VendorApi,
  signal: AbortSignal,
): Promise<readonly Logged[]> {
  const { object, properties } = ACTIVITY_OBJECTS[how]
  const path = `/crm/v3/objects/${object}/batch/read`
  const body = { properties, inputs: ids.map((id) => ({ id })) }
  const reply = await api.call({ method: 'POST', path, body, effect: 'reads' }, signal)
  return readBody('hubspot', Objects, reply, 'reads').results
}
