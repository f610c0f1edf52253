import { isDeepStrictEqual } from 'node:util'
import type { Contact, ContactField } from '../domain/contact.ts'
import type { Outcome } from '../domain/decision.ts'
import { sourceNamed } from '../domain/documents/source-named.ts'
import type { Lead } from '../domain/lead.ts'
import type { Findings } from '../domain/lead-parts.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { examine } from '../stages/02-validate/examine.ts'
import { completeContact as completing } from '../stages/03-dedupe/complete-contact.ts'
import { saidValues } from '../stages/03-dedupe/said-values.ts'

/**
 * Looks at what the chat of a lead has told since the lead was validated, and tells the lead's
 * contact. The subject names the fields of the form that were filled. Address, phone and country are
 * told with the findings they come from, in one commit, so a task that runs again tells no more.
 */
export const completeContact: Follower = {
  name: 'complete-contact',
  async run({ leadId, subject = '' }, ports) {
    const lead = await ports.leads.load(leadId)
    if (lead.state === 'erased') return
    const findings = await findingsOf(lead, ports)
    const said = saidAnew(lead, findings, ports.clock())
    const now = { ...lead, parts: { ...lead.parts, findings } }
    const fields = await fieldsToTell(now, lead.parts.findings, subject.split(','), ports)
    if (fields.length > 0) await ports.leads.decide(lead, completing(fields), said)
    else for (const outcome of said) await ports.leads.append(lead, outcome)
  },
}

async function findingsOf(lead: Lead, { configuration }: FollowerPorts): Promise<Findings> {
  const { documents } = await configuration.current()
  const source = sourceNamed(documents, lead.sourceKey)
  return examine(lead.parts.form, source?.defaultCountry)
}

/** Nothing for a lead that was not validated yet, which will be with all it has said. */
function saidAnew({ parts }: Lead, findings: Findings, at: Date): Outcome[] {
  if (parts.findings === undefined || isDeepStrictEqual(parts.findings, findings)) return []
  return [{ event: { type: 'LeadRevalidated', at, notes: findings.notes }, parts: { findings } }]
}

const FOUND = ['email', 'phone', 'country'] as const

/** Which fields of a contact the fields of a form fill, besides what validation finds out. */
const SAID: Readonly<Record<string, readonly ContactField[]>> = {
  firstName: ['firstName'],
  lastName: ['lastName'],
  fullName: ['firstName', 'lastName'],
  company: ['company'],
  title: ['title'],
}

async function fieldsToTell(
  lead: Lead,
  before: Findings | undefined,
  filled: readonly string[],
  { contacts, configuration, clock }: FollowerPorts,
): Promise<ContactField[]> {
  const { contactId, parts } = lead
  if (contactId === undefined || before === undefined) return []
  const found = FOUND.filter((field) => parts.findings?.[field] !== before[field])
  const contact = await contacts.load(contactId)
  const said = new Set(filled.flatMap((field) => SAID[field] ?? []))
  const news = saidValues(lead, await configuration.current(), clock()).filter(({ field, value }) =>
    isNews(contact, field, value),
  )
  return [...found, ...news.map(({ field }) => field).filter((field) => said.has(field))]
}

const isNews = ({ fields }: Contact, field: ContactField, value: string) => fields[field] !== value
