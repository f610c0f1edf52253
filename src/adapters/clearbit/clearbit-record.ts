import * as z from 'zod'
import type { Enrichment, Seniority } from '../../domain/lead-parts.ts'

const Text = z.string().nullish()
const Amount = z.number().nonnegative().nullish()

/** The parts of Clearbit's combined answer that we use; whatever else it holds is passed over. */
export const ClearbitRecord = z.object({
  person: z
    .object({
      name: z.object({ fullName: Text }).nullish(),
      employment: z.object({ title: Text, role: Text, seniority: Text }).nullish(),
      linkedin: z.object({ handle: Text }).nullish(),
    })
    .nullish(),
  company: z
    .object({
      name: Text,
      domain: Text,
      category: z.object({ industry: Text }).nullish(),
      geo: z.object({ countryCode: Text }).nullish(),
      metrics: z.object({ employees: Amount, annualRevenue: Amount }).nullish(),
    })
    .nullish(),
})
export type ClearbitRecord = z.infer<typeof ClearbitRecord>

/** What the record says, in our words; undefined when it says nothing. */
export function enrichmentFrom({ person, company }: ClearbitRecord): Enrichment | undefined {
  return known({ company: companyIn(company), person: personIn(person) })
}

function companyIn(company: ClearbitRecord['company']): Enrichment['company'] {
  return known({
    name: company?.name,
    domain: company?.domain,
    employees: company?.metrics?.employees,
    industry: company?.category?.industry,
    country: company?.geo?.countryCode,
    annualRevenue: company?.metrics?.annualRevenue,
  })
}

function personIn(person: ClearbitRecord['person']): Enrichment['person'] {
  const handle = person?.linkedin?.handle
  return known({
    fullName: person?.name?.fullName,
    title: person?.employment?.title,
    seniority: seniorities[person?.employment?.seniority ?? ''],
    department: person?.employment?.role?.replaceAll('_', '-'),
    linkedinUrl: handle ? `https://www.linkedin.com/${handle}` : undefined,
  })
}

/** Clearbit knows three ranks. */
const seniorities: Readonly<Record<string, Seniority>> = {
  executive: 'executive',
  director: 'director',
  manager: 'manager',
}

type Known<T> = { [K in keyof T]?: NonNullable<T[K]> }

/** The fields that have a value; undefined when none has. */
function known<T extends object>(fields: T): Known<T> | undefined {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Known<T>)
}
