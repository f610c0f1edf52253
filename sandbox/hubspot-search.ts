import type { Answer, Call } from './http-sandbox.ts'
import { envelope, ok, shown } from './hubspot-answers.ts'
import type { Portal, PortalContact } from './hubspot-portal.ts'

type Search = {
  readonly filterGroups: readonly [{ readonly filters: readonly [Between] }]
  readonly properties?: readonly string[]
  readonly limit?: number
  readonly after?: string
}
type Between = {
  readonly propertyName: string
  readonly operator: string
  readonly value: string
  readonly highValue: string
}

/** A search for contacts by one time: those between two moments, the earliest first, page by page. */
export function searchContacts({ body }: Call, portal: Portal): Answer {
  const { filterGroups, properties = [], limit = 10, after = '0' } = body as Search
  const [{ propertyName, operator, value, highValue }] = filterGroups[0].filters
  if (operator !== 'BETWEEN') {
    return { status: 400, body: envelope('VALIDATION_ERROR', 'Only BETWEEN is played') }
  }
  const found = [...portal.contacts.values()]
    .map((contact) => ({ contact, at: timeOf(contact, propertyName) }))
    .filter(({ at }) => at >= Number(value) && at <= Number(highValue))
    .toSorted((a, b) => a.at - b.at)
  const end = Number(after) + limit
  const results = found.slice(Number(after), end).map(({ contact }) => shown(contact, properties))
  const paging = end < found.length ? { paging: { next: { after: `${end}` } } } : {}
  return ok({ total: found.length, results, ...paging })
}

function timeOf({ createdAt, properties }: PortalContact, name: string): number {
  if (name === 'createdate') return createdAt.getTime()
  return Date.parse(properties[name] ?? '')
}
