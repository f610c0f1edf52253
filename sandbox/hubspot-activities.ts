import type { Answer, Call } from './http-sandbox.ts'
import { envelope, ok } from './hubspot-answers.ts'

/** The kinds of activities, as HubSpot names them in addresses. */
export type ActivityObject = 'calls' | 'emails' | 'meetings'

/** One call, mail or meeting as the portal keeps it. */
export type PortalActivity = {
  readonly id: string
  readonly object: ActivityObject
  /** The contacts it was logged with. */
  readonly contactIds: readonly string[]
  readonly properties: Readonly<Record<string, string>>
}

/** What people have logged, in the order in which they did, and what the token may not read. */
export type PortalActivities = {
  readonly logged: PortalActivity[]
  readonly denied: Set<ActivityObject>
  log(activity: Omit<PortalActivity, 'id'>): PortalActivity
}

/** Nothing logged yet. */
export function portalActivities(): PortalActivities {
  const logged: PortalActivity[] = []
  return {
    logged,
    denied: new Set(),
    log(activity) {
      const made = { id: String(80_001 + logged.length), ...activity }
      logged.push(made)
      return made
    },
  }
}

/** So many associations of one record are given at once. */
const PAGE = 500

type Inputs = { readonly inputs: readonly { readonly id: string; readonly after?: string }[] }

/** The activities of contacts, each contact by pages; contacts without any are left out. */
function readAssociations(call: Call, object: ActivityObject, { logged }: PortalActivities) {
  const { inputs } = call.body as Inputs
  const results = inputs.flatMap(({ id, after = '0' }) => {
    const all = logged.filter((one) => one.object === object && one.contactIds.includes(id))
    if (all.length === 0) return []
    const end = Number(after) + PAGE
    const associationTypes = [{ category: 'HUBSPOT_DEFINED', typeId: 193, label: null }]
    const to = all
      .slice(Number(after), end)
      .map((one) => ({ toObjectId: one.id, associationTypes }))
    const paging = end < all.length ? { paging: { next: { after: `${end}`, link: '' } } } : {}
    return [{ from: { id }, to, ...paging }]
  })
  return ok(batch(results))
}

function readObjects(call: Call, object: ActivityObject, { logged }: PortalActivities): Answer {
  const { inputs, properties: names } = call.body as Inputs & { properties: readonly string[] }
  const results = inputs.flatMap(({ id }) => {
    const found = logged.find((one) => one.object === object && one.id === id)
    if (found === undefined) return []
    const properties = Object.fromEntries(
      names.map((name) => [name, found.properties[name] ?? null]),
    )
    return [{ id, properties, createdAt: NOW, updatedAt: NOW, archived: false }]
  })
  return ok(batch(results))
}

const NOW = '2026-01-01T00:00:00.000Z'

const batch = (results: readonly unknown[]) => ({
  ...{ status: 'COMPLETE', startedAt: NOW, completedAt: NOW },
  results,
})

const ASSOCIATIONS = /^\/crm\/v4\/associations\/contacts\/(calls|emails|meetings)\/batch\/read$/
const OBJECTS = /^\/crm\/v3\/objects\/(calls|emails|meetings)\/batch\/read$/

/** The answer to a read of activities; undefined for any other call. */
export function answerOnActivities(call: Call, activities: PortalActivities): Answer | undefined {
  if (call.method !== 'POST') return undefined
  const reads = [
    [ASSOCIATIONS, readAssociations],
    [OBJECTS, readObjects],
  ] as const
  for (const [path, read] of reads) {
    const object = path.exec(call.path)?.[1] as ActivityObject | undefined
    if (object === undefined) continue
    if ((call.body as Inputs).inputs.length > 100) return tooMany
    return activities.denied.has(object) ? missingScopes : read(call, object, activities)
  }
  return undefined
}

const tooMany = { status: 400, body: envelope('VALIDATION_ERROR', 'Too many inputs') }
const missingScopes = {
  status: 403,
  body: envelope('MISSING_SCOPES', 'This app does not have the scopes that this needs'),
}
