import type { Draft, DraftStep } from '../domain/draft.ts'
import type { Page, PageRequest } from './page.ts'

/** What is done to a draft, by whom and when. */
export type StepTaken = Pick<DraftStep, 'kind' | 'at' | 'by' | 'byId' | 'words'>

/** What of a draft may be written. */
export type DraftContent = Pick<Draft, 'name' | 'message' | 'basedOn' | 'files' | 'check'>

/** A draft in a list: without its files. */
export type DraftRow = Omit<Draft, 'files' | 'check' | 'steps'> & {
  readonly createdBy: string
  readonly changedAt: Date
  readonly changedBy: string
}

/** Keeps drafts of documents, and all that was done to them. Nothing is removed. */
export type DraftStore = {
  /** Latest made first. */
  list(
    query: PageRequest & { readonly state?: Draft['state'] | undefined },
  ): Promise<Page<DraftRow>>
  /** Undefined when there is none of that number. */
  find(number: number): Promise<Draft | undefined>
  create(content: DraftContent, step: StepTaken): Promise<Draft>
  /**
   * Writes what is given and adds the step, if the draft is still of that version. Rejects with
   * `Refused` otherwise: `draft-edited`, or `draft-closed` when it was published or discarded.
   */
  change(
    seen: Pick<Draft, 'number' | 'version'>,
    step: StepTaken,
    change: Partial<DraftContent> & { readonly state?: 'discarded' },
  ): Promise<Draft>
}
