import { type NamedId, type NameFor, nameFrom, namelessIn } from '../domain/attribution.ts'
import type { AttributionDocument } from '../domain/documents/attribution.ts'
import type { LeadForm } from '../domain/lead-form.ts'

/** What vendors called the ids of adverts when they were asked last. Nobody is asked here. */
export type KnownNames = {
  /**
   * Resolves with the names of those ids that a vendor named, and of no others. Rejects with
   * `Unavailable` (`database-down`).
   */
  of(ids: readonly NamedId[]): Promise<NameFor>
}

/** Every name that can be known of what brought a lead: the document's first, then the vendors'. */
export async function namesFor(
  form: LeadForm,
  document: AttributionDocument,
  names: KnownNames,
): Promise<NameFor> {
  return nameFrom(document, await names.of(namelessIn(form, document)))
}
