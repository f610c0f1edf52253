import type { Configuration, Documents } from '../domain/documents/documents.ts'

/** Why a revision is made, and from what; kept with it. */
export type Origin = {
  readonly message?: string | undefined
  /** The draft it publishes, as it was seen. It is closed in the same transaction. */
  readonly draft?: { readonly number: number; readonly version: number; readonly byId: string }
  /** The revision whose documents it brings back. */
  readonly restores?: number
}

/** Holds the configuration documents, one revision after another; nothing is overwritten. */
export type ConfigurationStore = {
  /** The active revision, at most about a second old. Rejects with `Unavailable` before the first. */
  current(): Promise<Configuration>

  /**
   * Makes these documents the active revision. Rejects with `Overtaken` when `basedOn` is given and
   * is no longer the active revision (0 before the first): somebody else published first; or when
   * the draft has changed since it was seen.
   */
  apply(documents: Documents, by: string, basedOn?: number, origin?: Origin): Promise<Configuration>
}
