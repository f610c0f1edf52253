import type { ContactField, ContactValue } from '../../domain/contact.ts'
import { fieldsSaid } from '../../domain/contact-fields.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import { sourceNamed } from '../../domain/documents/source-named.ts'
import type { Lead } from '../../domain/lead.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'

/**
 * What a lead says about the person, each value with its origin. `at` is when it was said, not when
 * it was worked on: which value is the latest must not depend on which lead was worked on first.
 */
export function saidValues(
  { id: leadId, sourceKey, parts }: Lead,
  { documents }: Configuration,
  at: Date,
): ContactValue[] {
  const source = sourceNamed(documents, sourceKey)
  const origin = { leadId, sourceKey, at, trust: source?.trust ?? DEFAULT_TRUST, edited: false }
  return Object.entries(fieldsSaid(parts)).flatMap(([name, value]) => {
    const field = name as ContactField
    const verified = source?.verifies?.includes(field) ?? false
    return value ? [{ ...origin, field, value, verified }] : []
  })
}
