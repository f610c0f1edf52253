import type { Generated } from 'kysely'
import type { Documents } from '../../domain/documents/documents.ts'
import type { Draft, DraftCheck, DraftStep } from '../../domain/draft.ts'
import type { DocumentFile } from '../../domain/read-documents.ts'
import type { Json } from './work-tables.ts'

/** Revisions of the documents, and drafts of further ones. */
export type ConfigurationTables = {
  configurations: {
    revision: Generated<number>
    documents: Json<Documents>
    appliedAt: Generated<Date>
    appliedBy: string
    message: Generated<string | null>
    draft: Generated<number | null>
    /** The revision whose documents these are. */
    restores: Generated<number | null>
  }
  configurationDrafts: {
    number: Generated<number>
    version: number
    state: Draft['state']
    name: string
    message: string | null
    basedOn: number
    files: Json<readonly DocumentFile[]>
    checkResult: Json<DraftCheck>
    revision: number | null
  }
  configurationDraftSteps: {
    draft: number
    version: number
    kind: DraftStep['kind']
    at: Date
    madeBy: string
    madeById: string
    words: string | null
    hash: string
  }
}
