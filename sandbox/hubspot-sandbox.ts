import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import {
  hubspotPortal,
  isFault,
  type Portal,
  type PortalContact,
  type PortalFault,
} from './hubspot-portal.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

type HubspotReceived = { calls: number; readonly portal: Portal }
type Route = (call: Call, portal: Portal) => Answer

/** The private-app token the sandbox accepts unless told another. */
export const SANDBOX_HUBSPOT_TOKEN = 'pat-sandbox'

/**
 * HubSpot's contacts, version 3: create, read and update by id or unique property, upsert in
 * batches, define properties, list owners. Duplicates are answered with 409 and the existing id in
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
    return ok({ results: owners.filter((owner) => email === null || owner.email === email) })
  }

  return httpSandbox({
    port: options.port ?? 0,
    received: { calls: 0, portal },
    failure,
    answer(call) {
      if (call.header('authorization') !== `Bearer ${token}`) {
        return { status: 401, body: envelope('INVALID_AUTHENTICATION', 'Authentication failed') }
      }
      const route = call.path === '/crm/v3/owners' ? listOwners : routeOf(call)
      return route?.(call, portal) ?? { status: 404, body: envelope('NOT_FOUND', 'No such route') }
    },
  })
}

const ok = (body: unknown): Answer => ({ status: 200, body })
const envelope = (category: string, message: string) => ({ status: 'error', category, message })
const refused = (fault: PortalFault): Answer => ({
  status: fault.status,
  body: envelope(fault.category, fault.message),
})

function failure(status: number, { error = 'SECONDLY', retryAfterSeconds }: Behaviour): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  if (status !== 429) return { status, headers, body: envelope('INTERNAL_ERROR', 'Internal error') }
  const message = `You have reached your ${error.toLowerCase()} limit.`
  const body = { status: 'error', message, errorType: 'RATE_LIMIT', policyName: error }
  return { status, headers, body }
}

function routeOf({ method, path }: Call): Route | undefined {
  const kind = path
    .replace(/^\/crm\/v3\/objects\/contacts\/(?!batch)[^/]+$/, 'one contact')
    .replace(/^\/crm\/v3\/properties\/contacts\/[^/]+$/, 'one property')
  return routes[`${method} ${kind}`]
}

const routes: Readonly<Record<string, Route>> = {
  'POST /crm/v3/objects/contacts': (call, portal) => {
    const answer = portal.create(propertiesOf(call.body))
    return isFault(answer) ? refused(answer) : { status: 201, body: shown(answer) }
  },
  'GET one contact': (call, portal) => {
    const answer = portal.find(last(call), call.query.get('idProperty') ?? undefined)
    if (isFault(answer)) return refused(answer)
    return ok(shown(answer, call.query.get('properties')?.split(',')))
  },
  'PATCH one contact': (call, portal) => {
    const found = portal.find(last(call), call.query.get('idProperty') ?? undefined)
    const answer = isFault(found) ? found : portal.update(found.id, propertiesOf(call.body))
    return isFault(answer) ? refused(answer) : ok(shown(answer))
  },
  'POST /crm/v3/objects/contacts/batch/upsert': (call, portal) => upsert(call, portal),
  'GET one property': (call, portal) => {
    const property = portal.properties.get(last(call))
    return property
      ? ok(property)
      : { status: 404, body: envelope('OBJECT_NOT_FOUND', 'No such property') }
  },
  'POST /crm/v3/properties/contacts': (call, portal) => {
    const { name, hasUniqueValue = false } = call.body as { name: string; hasUniqueValue?: boolean }
    if (portal.properties.has(name)) {
      return { status: 409, body: envelope('CONFLICT', `Property named ${name} already exists.`) }
    }
    portal.properties.set(name, { name, hasUniqueValue })
    return { status: 201, body: { name, hasUniqueValue } }
  },
}

type UpsertRow = {
  readonly id: string
  readonly idProperty: string
  readonly objectWriteTraceId?: string
  readonly properties: Readonly<Record<string, string>>
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
      : [{ ...shown(answer), new: isNew, objectWriteTraceId: row.objectWriteTraceId }],
  )
  if (faults.length === 0) return ok({ status: 'COMPLETE', results })
  const errors = faults.map(({ row, answer }) => ({
    ...envelope(answer.category, answer.message),
    context: { objectWriteTraceId: [row.objectWriteTraceId] },
  }))
  return { status: 207, body: { status: 'COMPLETE', results, numErrors: errors.length, errors } }
}

function upsertOne(row: UpsertRow, portal: Portal) {
  const found = portal.find(row.id, row.idProperty)
  if (!isFault(found)) return { isNew: false, answer: portal.update(found.id, row.properties) }
  if (found.status === 400) return { isNew: false, answer: found }
  return { isNew: true, answer: portal.create({ ...row.properties, [row.idProperty]: row.id }) }
}

const propertiesOf = (body: unknown) =>
  (body as { properties: Readonly<Record<string, string>> }).properties

const last = ({ path }: Call) => decodeURIComponent(path.split('/').at(-1) ?? '')

/** Without a list of names HubSpot shows a few; a property without a value shows as null. */
function shown({ id, properties }: PortalContact, names: readonly string[] = ['email']) {
  const shownProperties = Object.fromEntries(names.map((name) => [name, properties[name] || null]))
  return { id, properties: { ...shownProperties, hs_object_id: id }, archived: false }
}
