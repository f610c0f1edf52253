import type { BodyTree } from '../domain/body-tree.ts'
import type { LeadForm } from '../domain/lead-form.ts'

/** The time that is looked through for leads, and where in it a search goes on. */
export type SearchWindow = {
  readonly since: Date
  readonly until: Date
  /** What the page before gave as `next`; undefined for the first. */
  readonly page: string | undefined
}

/** One page of a search. */
export type FoundPage = {
  /** One body for each lead, as the vendor's webhook would have delivered it. */
  readonly deliveries: readonly BodyTree[]
  /** Where the search goes on; undefined when this was the last page. */
  readonly next?: string
  /** The id of a form that the vendor does not show, or no longer: the search goes on without it. */
  readonly missingForm?: string
}

/** Where the leads of one source are read that its deliveries only name. */
export type LeadSource = {
  /**
   * The lead as the vendor keeps it, found by what its reference said (`sourceLeadId` above all), or
   * undefined when the vendor does not show it, or no longer. Asking twice changes nothing.
   *
   * Rejects with `Unavailable` while the vendor is away, limits us, or does not accept our token.
   */
  fetch(reference: LeadForm, signal: AbortSignal): Promise<BodyTree | undefined>
  /**
   * What the vendor holds from a window of time, page by page. A lead may be found twice, and one
   * from just outside the window too. Rejects like `fetch`; with `Refused` also when it does not know
   * the page any more. Left out when there is nothing to look through.
   */
  search?(window: SearchWindow, signal: AbortSignal): Promise<FoundPage>
}
