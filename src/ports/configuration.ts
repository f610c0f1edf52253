import type { Configuration, Documents } from '../domain/documents/documents.ts'

/** Holds the configuration documents, one revision after another; nothing is overwritten. */
export type ConfigurationStore = {
  /** The active revision, at most about a second old. Rejects with `Unavailable` before the first. */
  current(): Promise<Configuration>

  /**
   * Makes these documents the active revision. Rejects with `Overtaken` when `basedOn` is given and
   * is no longer the active revision (0 before the first): somebody else published first.
   */
  apply(documents: Documents, by: string, basedOn?: number): Promise<Configuration>
}
