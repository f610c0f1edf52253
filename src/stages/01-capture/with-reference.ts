import type { LeadForm } from '../../domain/lead-form.ts'

/** What a reference may have said that the record itself leaves out. */
const KEPT = ['sourceLeadId', 'formId', 'submittedAt', 'campaign', 'adGroup', 'ad'] as const

/**
 * A lead that was read from its vendor, completed by what its reference said about it. Of the person
 * only the record counts: a reference may have come without any proof.
 */
export function withReference(fetched: LeadForm, reference: LeadForm): LeadForm {
  const known = Object.fromEntries(
    KEPT.flatMap((name) => (reference[name] === undefined ? [] : [[name, reference[name]]])),
  )
  const { isTest } = reference
  return { ...(isTest === undefined ? {} : { isTest }), ...known, ...fetched }
}
