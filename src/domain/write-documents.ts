import { stringify } from 'yaml'
import * as z from 'zod'
import type { Written } from './document-references.ts'
import { DOCUMENT_KINDS, type Documents, documentSchemas } from './documents/documents.ts'
import type { DocumentFile } from './read-documents.ts'

/** Documents in the form in which people write them; what was applied, read again, is the same. */
export function writtenForm(documents: Partial<Documents>): Written {
  const written = DOCUMENT_KINDS.flatMap((kind) => {
    const document = documents[kind]
    return document === undefined
      ? []
      : [[kind, z.encode(documentSchemas[kind], document as never)]]
  })
  return Object.fromEntries(written)
}

/** One YAML file per document, as `stl export` writes them. Comments are not kept. */
export function writeDocuments(documents: Documents): readonly DocumentFile[] {
  return Object.entries(writtenForm(documents)).map(([kind, document]) => ({
    path: `${kind}.yaml`,
    text: stringify(document, { lineWidth: 100 }),
  }))
}
