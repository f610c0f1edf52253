import type * as z from 'zod'
import type { Account } from '../domain/account.ts'
import type { LineReader } from '../domain/accounts/read-account-line.ts'
import type { AccountId } from '../domain/ids.ts'
import { namesOf } from '../domain/matching/account-keys.ts'
import { companyDomain } from '../domain/matching/company-domain.ts'
import type { AccountBody } from './account-schemas.ts'
import { InvalidFields } from './invalid-fields.ts'
import type { FieldProblem } from './problem.ts'

type Said = z.infer<typeof AccountBody>

/** The account a body stands for. Throws `InvalidFields` for what cannot be one. */
export function readAccount(body: Said, reader: LineReader): Omit<Account, 'id'> {
  const errors: FieldProblem[] = []
  const wrong = (field: string, reason: string) => void errors.push({ field, reason })
  if (namesOf({ ...body, otherNames: [] }).length === 0) wrong('name', 'no name of a company')
  const domains = body.domains.flatMap((typed, place) => {
    const domain = companyDomain(typed)
    if (domain !== undefined && !reader.isAnyones(domain)) return domain
    const reason = domain === undefined ? 'no domain' : 'anyone may have an address there'
    return wrong(`domains.${place}`, reason) ?? []
  })
  const read = <T>(field: keyof Said, by: (text: string) => T | undefined, reason: string) => {
    const text = body[field]
    const value = typeof text === 'string' ? by(text) : undefined
    if (typeof text === 'string' && value === undefined) wrong(field, reason)
    return value
  }
  const country = read('country', reader.country, 'no country')
  const phone = read('phone', (text) => reader.phone(text, country), 'no number to be called')
  const ownerRepId = read('ownerRepId', reader.rep, 'no such rep')
  if (errors.length > 0) throw new InvalidFields(errors)
  return { ...asSaid(body), domains: [...new Set(domains)], country, phone, ownerRepId }
}

/** The fields that are kept as they were said. */
const asSaid = ({ name, otherNames, named, externalIds, ...body }: Said) => ({
  ...{ name, otherNames, named, externalIds },
  postalCode: body.postalCode,
  industry: body.industry,
  employees: body.employees,
  annualRevenue: body.annualRevenue,
  parentId: body.parentId as AccountId | undefined,
})
