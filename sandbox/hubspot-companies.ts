import type { Answer, Call } from './http-sandbox.ts'
import { ok } from './hubspot-answers.ts'

/** One company as the portal keeps it. */
export type PortalCompany = {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
}

const MADE = '2020-01-01T00:00:00.000Z'

/** A list, page by page: `after` is where it goes on, and there is no `paging` on the last. */
export function paged<T>({ query }: Pick<Call, 'query'>, all: readonly T[]) {
  const start = Number(query.get('after') ?? 0)
  const end = start + Number(query.get('limit') ?? 10)
  const paging = end < all.length ? { paging: { next: { after: `${end}` } } } : {}
  return { results: all.slice(start, end), ...paging }
}

/** The companies with the properties asked for; those without a value are null. */
export function listCompanies(call: Call, companies: readonly PortalCompany[]): Answer {
  const names = (call.query.get('properties') ?? 'name,domain').split(',')
  return ok(
    paged(
      call,
      companies.map(({ id, properties }) => ({
        id,
        properties: {
          ...Object.fromEntries(names.map((name) => [name, properties[name] ?? null])),
          ...{ hs_object_id: id, createdate: MADE, hs_lastmodifieddate: MADE },
        },
        ...{ createdAt: MADE, updatedAt: MADE, archived: false },
      })),
    ),
  )
}
