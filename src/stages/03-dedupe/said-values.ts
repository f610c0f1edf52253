import type { ContactField, ContactValue } from '../../domain/contact.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import type { Lead } from '../../domain/lead.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'

/**
 * What a lead says about the person, each value with its origin. `at` is when it was said, not when
 * it was worked on: which value is the latest must not depend on which lead was worked on first.
 */
export function saidValues(
  { id: leadId, sourceKey, parts: { form, findings } }: Lead,
  { documents }: Configuration,
  at: Date,
): ContactValue[] {
  const said: Record<ContactField, string | undefined> = {
    email: findings?.email,
    phone: findings?.phone,
    firstName: form.firstName ?? form.fullName?.split(' ')[0],
    lastName: form.lastName ?? form.fullName?.split(' ').slice(1).join(' '),
    company: form.company,
    title: form.title,
    country: findings?.country,
  }
  const source = documents.sources.sources.find(({ key }) => key === sourceKey)
  const origin = { leadId, sourceKey, at, trust: source?.trust ?? DEFAULT_TRUST, edited: false }
  return Object.entries(said).flatMap(([name, value]) => {
    const field = name as ContactField
    const verified = source?.verifies?.includes(field) ?? false
    return value ? [{ ...origin, field, value, verified }] : []
  })
}
