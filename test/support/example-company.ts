import { readdirSync, readFileSync } from 'node:fs'
import type { Configuration, Documents } from '../../src/domain/documents/documents.ts'
import { readDocuments } from '../../src/domain/read-documents.ts'

const FOLDER = new URL('../../config/', import.meta.url)

/** The documents of `config/`, with some put in the place of others, as revision 1. */
export function exampleCompany(replaced: Partial<Documents> = {}): Configuration {
  const files = readdirSync(FOLDER).map((path) => ({
    path,
    text: readFileSync(new URL(path, FOLDER), 'utf8'),
  }))
  const read = readDocuments(files)
  if (!read.ok) throw new Error(`config/ has problems: ${JSON.stringify(read.problems)}`)
  return { revision: 1, documents: { ...read.documents, ...replaced } }
}
