import type { BodyTree } from '../domain/body-tree.ts'
import type { LeadForm } from '../domain/lead-form.ts'

/** Where the leads of one source are read that its deliveries only name. */
export type LeadSource = {
  /**
   * The lead as the vendor keeps it, found by what its reference said (`sourceLeadId` above all), or
   * undefined when the vendor has it no longer. Asking twice changes nothing.
   *
   * Rejects with `Unavailable` while the vendor is away, limits us, or does not accept our token.
   */
  fetch(reference: LeadForm, signal: AbortSignal): Promise<BodyTree | undefined>
}
