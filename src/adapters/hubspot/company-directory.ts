import * as z from 'zod'
import type { Clock } from '../../ports/clock.ts'
import type { CompanyDirectory, CrmCompany } from '../../ports/company-directory.ts'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'
import { hubspotApi } from './hubspot-api.ts'

const COMPANIES = '/crm/v3/objects/companies'
const OWNERS = '/crm/v3/owners'
/** The most that HubSpot gives at once. */
const PAGE = '100'

const PROPERTIES = [
  'name',
  'domain',
  'hs_additional_domains',
  'phone',
  'zip',
  'country',
  'industry',
  'numberofemployees',
  'annualrevenue',
  'hs_is_target_account',
  'hs_parent_company_id',
  'hubspot_owner_id',
]

const Paging = z.object({ next: z.object({ after: z.string() }).optional() }).optional()
const Companies = z.object({
  results: z.array(
    z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) }),
  ),
  paging: Paging,
})
const Owners = z.object({
  results: z.array(z.object({ id: z.string(), email: z.string().nullish() })),
  paging: Paging,
})

/**
 * Reads companies and owners of a HubSpot portal. Rejects with the codes of `hubspotApi` under `hubspot-`.
 */
export function hubspotCompanyDirectory(settings: {
  /** A private-app token that may read companies and owners. */
  readonly token: string
  readonly baseUrl: string
  readonly clock: Clock
}): CompanyDirectory {
  const api = hubspotApi({ ...settings, timeLimitMs: 10_000, concurrency: 2 })
  return {
    crm: 'hubspot',
    async page(after) {
      const properties = { properties: PROPERTIES.join(','), archived: 'false' }
      const { results, paging } = await list(api, COMPANIES, Companies, after, properties)
      return { companies: results.map(companyFrom), next: paging?.next?.after }
    },
    async owners() {
      const found = new Map<string, string>()
      let after: string | undefined
      do {
        const { results, paging } = await list(api, OWNERS, Owners, after)
        for (const { id, email } of results) if (email) found.set(id, email.toLowerCase())
        after = paging?.next?.after
      } while (after !== undefined)
      return found
    },
  }
}

async function list<T extends z.ZodType>(
  api: VendorApi,
  path: string,
  schema: T,
  after: string | undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<z.infer<T>> {
  const query = { limit: PAGE, ...(after === undefined ? {} : { after }), ...more }
  const reply = await api.call({ method: 'GET', path, query, effect: 'reads' })
  return readBody('hubspot', schema, reply, 'reads')
}

type Found = z.infer<typeof Companies>['results'][number]

function companyFrom({ id, properties }: Found): CrmCompany {
  const text = (name: string) => properties[name]?.trim() || undefined
  const number = (name: string) => {
    const value = Number(text(name) ?? 'none')
    return Number.isFinite(value) && value >= 0 ? value : undefined
  }
  const target = text('hs_is_target_account')
  return {
    recordId: id,
    name: text('name'),
    domains: [text('domain'), ...(text('hs_additional_domains')?.split(';') ?? [])].flatMap(
      (domain) => domain?.trim() || [],
    ),
    phone: text('phone'),
    postalCode: text('zip'),
    country: text('country'),
    industry: text('industry'),
    employees: number('numberofemployees'),
    annualRevenue: number('annualrevenue'),
    named: target === undefined ? undefined : target === 'true',
    parentRecordId: text('hs_parent_company_id'),
    ownerId: text('hubspot_owner_id'),
  }
}
