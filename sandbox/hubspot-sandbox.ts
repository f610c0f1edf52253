import { randomUUID } from 'node:crypto'
import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import { answerOnActivities } from './hubspot-activities.ts'
import { defined, envelope, ok, refused, SHOWN_UNASKED, shown, written } from './hubspot-answers.ts'
import { listCompanies, paged } from './hubspot-companies.ts'
import { hubspotPortal, isFault, type Portal, type Property } from './hubspot-portal.ts'
import { searchContacts } from './hubspot-search.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

type HubspotReceived = { calls: number; readonly portal: Portal }
type Route = (call: Call, portal: Portal) => Answer
type Properties = Readonly<Record<string, string>>

/** What the portal says of every owner: people, here as long as HubSpot. */
const OWNER_AS_MADE = {
  type: 'PERSON',
  archived: false,
  createdAt: '2006-06-01T00:00:00.000Z',
  updatedAt: '2006-06-01T00:00:00.000Z',
}

/** The private-app token the sandbox accepts unless told another. */
export const SANDBOX_HUBSPOT_TOKEN = 'pat-sandbox'

/**
 * HubSpot's contacts, version 3: create, read and update by id or unique property, upsert in
 * batches, search by time, define properties, list owners; lists companies; reads what was logged with contacts. Duplicates are answered with 409 and the existing id in
 * the text, rows of a batch that fail with 207, too many calls with 429 and a policy name.
 */
export function hubspotSandbox(
  options: {
    port?: number
    token?: string
    owners?: readonly { readonly id: string; readonly email: string }[]
  } = {},
): Promise<Sandbox<HubspotReceived>> {
  const { token = SANDBOX_HUBSPOT_TOKEN, owners = [] } = options
  const portal = hubspotPortal(owners.map(({ id }) => id))
  const listOwners: Route = ({ query }) => {
    const email = query.get('email')
    const found = owners.filter((owner) => email === null || owner.email === email)
    return ok(
      paged(
        { query },
        found.map((owner) => ({ ...owner, ...OWNER_AS_MADE })),
      ),
    )
  }

  return httpSandbox({
    port: options.port ?? 0,
    received: { calls: 0, portal },
    failure,
    answer(call) {
      if (call.header('authorization') !== `Bearer ${token}`) {
        return { status: 401, body: envelope('INVALID_AUTHENTICATION', 'Authentication failed') }
      }
      const onActivities = answerOnActivities(call, portal.activities)
      if (onActivities !== undefined) return onActivities
      const route = /^\/crm\/v3\/owners\/?$/.test(call.path) ? listOwners : routeOf(call)
      return route?.(call, portal) ?? { status: 404, body: envelope('NOT_FOUND', 'No such route') }
    },
  })
}

function failure(status: number, { error = 'SECONDLY', retryAfterSeconds }: Behaviour): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  if (status !== 429) return { status, headers, body: envelope('INTERNAL_ERROR', 'Internal error') }
  const message = `You have reached your ${error.toLowerCase()} limit.`
  const kind = { errorType: 'RATE_LIMIT', policyName: error }
  const body = { status: 'error', message, correlationId: randomUUID(), ...kind }
  return { status, headers, body }
}

function routeOf({ method, path }: Call): Route | undefined {
  const kind = path
    .replace(/^\/crm\/v3\/objects\/contacts\/(?!batch|search)[^/]+$/, 'one contact')
    .replace(/^\/crm\/v3\/properties\/contacts\/[^/]+$/, 'one property')
  return routes[`${method} ${kind}`]
}

const routes: Readonly<Record<string, Route>> = {
  'POST /crm/v3/objects/contacts': (call, portal) => {
    const properties = propertiesOf(call.body)
    const answer = portal.create(properties)
    return isFault(answer) ? refused(answer) : { status: 201, body: written(answer, properties) }
  },
  'GET one contact': (call, portal) => {
    const answer = portal.find(last(call), call.query.get('idProperty') ?? undefined)
    if (isFault(answer)) return refused(answer)
    const names = call.query.getAll('properties').flatMap((some) => some.split(','))
    return ok(shown(answer, names.length > 0 ? names : SHOWN_UNASKED))
  },
  'PATCH one contact': (call, portal) => {
    const found = portal.find(last(call), call.query.get('idProperty') ?? undefined)
    const properties = propertiesOf(call.body)
    const answer = isFault(found) ? found : portal.update(found.id, properties)
    return isFault(answer) ? refused(answer) : ok(written(answer, properties))
  },
  'POST /crm/v3/objects/contacts/batch/upsert': (call, portal) => upsert(call, portal),
  'POST /crm/v3/objects/contacts/search': searchContacts,
  'GET /crm/v3/objects/companies': (call, { companies }) =>
    listCompanies(call, [...companies.values()]),
  'GET one property': (call, portal) => {
    const property = portal.properties.get(last(call))
    return property
      ? ok(defined(property))
      : { status: 404, body: envelope('OBJECT_NOT_FOUND', 'No such property') }
  },
  'POST /crm/v3/properties/contacts': (call, portal) => {
    const property = call.body as Property
    const missing = REQUIRED.find((field) => property[field] === undefined)
    if (missing) return { status: 400, body: envelope('VALIDATION_ERROR', `${missing} is missing`) }
    const { name } = property
    if (portal.properties.has(name)) {
      return { status: 409, body: envelope('CONFLICT', `Property named ${name} already exists.`) }
    }
    portal.properties.set(name, property)
    return { status: 201, body: defined(property) }
  },
}

/** What HubSpot wants to know of a new property. */
const REQUIRED = ['name', 'label', 'type', 'fieldType', 'groupName'] as const

type UpsertRow = {
  readonly id: string
  readonly idProperty: string
  readonly objectWriteTraceId?: string
  readonly properties: Properties
}

/** One bad row fails the whole batch, unless every row can be told apart by its trace id. */
function upsert({ body }: Call, portal: Portal): Answer {
  const { inputs } = body as { inputs: readonly UpsertRow[] }
  const rows = inputs.map((row) => ({ row, ...upsertOne(row, portal) }))
  const faults = rows.flatMap(({ row, answer }) => (isFault(answer) ? [{ row, answer }] : []))

  const untraceable = faults.find(({ row }) => row.objectWriteTraceId === undefined)
  if (untraceable !== undefined) return refused(untraceable.answer)
  const results = rows.flatMap(({ answer, isNew, row }) =>
    isFault(answer)
      ? []
      : [
          {
            ...written(answer, given(row)),
            new: isNew,
            objectWriteTraceId: row.objectWriteTraceId,
          },
        ],
  )
  const now = new Date()
  const done = { status: 'COMPLETE', startedAt: now, completedAt: now, results }
  if (faults.length === 0) return ok(done)
  const errors = faults.map(({ row, answer: { category, message } }) => ({
    ...{ status: 'error', category, message, errors: [], links: {} },
    context: { objectWriteTraceId: [row.objectWriteTraceId] },
  }))
  return { status: 207, body: { ...done, numErrors: errors.length, errors } }
}

function upsertOne(row: UpsertRow, portal: Portal) {
  const found = portal.find(row.id, row.idProperty)
  if (!isFault(found)) return { isNew: false, answer: portal.update(found.id, row.properties) }
  if (found.status === 400) return { isNew: false, answer: found }
  return { isNew: true, answer: portal.create(given(row)) }
}

const given = ({ id, idProperty, properties }: UpsertRow) => ({ ...properties, [idProperty]: id })

const propertiesOf = (body: unknown) => (body as { properties: Properties }).properties

const last = ({ path }: Call) => decodeURIComponent(path.split('/').at(-1) ?? '')
