import { RoutingDocument } from '../../src/domain/documents/routing.ts'
import type { Lead } from '../../src/domain/lead.ts'
import type { Tier } from '../../src/domain/lead-event.ts'
import { aLead } from '../../test/support/a-lead.ts'

const COUNTRIES = 'NO SE DK FI IS DE AT CH FR NL BE LU GB IE ES PT IT PL US CA MX BR'.split(' ')
const TIERS: readonly Tier[] = ['hot', 'warm', 'cold']
const SOURCES = ['web-form', 'google-ads', 'webinar', 'partner-form']
/** Postal codes, of which a territory has thirty. */
const ZIPS = 40_000
const ZIPS_OF_RULE = 30
const NAMED_ACCOUNTS = 2_000

type Random = () => number
const one = <T>(of: readonly T[], random: Random): T => of[Math.floor(random() * of.length)] as T
const below = (most: number, random: Random) => Math.floor(random() * most)
const listed = (values: readonly unknown[]) => values.map((value) => `"${value}"`).join(', ')

/**
 * So many rules as a company with many territories has them: most by postal codes, some by country and
 * size or by named account, some by source and answer, and one in twenty that looks within a text.
 */
export function madeUpRules(count: number, random: Random): RoutingDocument {
  const rules = Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    name: `Rule ${index}`,
    when: conditionOf(random),
    targets: [{ pool: 'emea' }],
  }))
  return RoutingDocument.parse({ rules, fallback: [{ pool: 'emea' }] })
}

function conditionOf(random: Random): string {
  const kind = random()
  const country = listed(Array.from({ length: 3 }, () => one(COUNTRIES, random)))
  if (kind < 0.6) {
    const zips = Array.from({ length: ZIPS_OF_RULE }, () => below(ZIPS, random))
    return `lead.postalCode in [${listed(zips)}] && score.tier != "cold"`
  }
  if (kind < 0.75) {
    // A size of its own, so that it does not take what all rules after it are for.
    return `lead.country in [${country}] && account.employees == ${below(5_000, random)}.0`
  }
  if (kind < 0.85) return `account.domain == "company${below(NAMED_ACCOUNTS, random)}.example"`
  if (kind < 0.95) {
    const budget = below(500, random)
    return `lead.source == "${one(SOURCES, random)}" && lead.answers.budget == "${budget}" && account.employees >= ${below(3_000, random)}`
  }
  return `lead.country in [${country}] && lead.company.contains("${below(9_000, random)}-")`
}

/** So many leads that such rules were made for; one in seven lacks each of what they may have. */
export function madeUpLeads(count: number, random: Random): readonly Lead[] {
  return Array.from({ length: count }, () => madeUpLead(random))
}

function madeUpLead(random: Random): Lead {
  const known = <T>(value: T): T | undefined => (random() < 1 / 7 ? undefined : value)
  const company = {
    ...optional('employees', known(below(5_000, random))),
    ...optional('domain', known(`company${below(NAMED_ACCOUNTS * 10, random)}.example`)),
  }
  const form = {
    ...optional('company', known(`Company ${below(9_000, random)}`)),
    ...optional('postalCode', known(`${below(ZIPS * 2, random)}`)),
    ...optional('country', known(one(COUNTRIES, random))),
    answers: [{ key: 'budget', value: `${below(1_000, random)}` }],
  }
  const given = { sourceKey: one(SOURCES, random), tier: one(TIERS, random) }
  return aLead({ ...given, parts: { form, enrichment: { company } } })
}

const optional = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T }
