import { readdirSync, readFileSync } from 'node:fs'
import type { Configuration, Documents } from '../../src/domain/documents/documents.ts'
import { readDocuments } from '../../src/domain/read-documents.ts'
import { frozen } from './frozen.ts'

const FOLDER = new URL('../../config/', import.meta.url)

let read: Documents | undefined

/** The documents of `config/`, with some put in the place of others, as revision 1. */
export function exampleCompany(replaced: Partial<Documents> = {}): Configuration {
  // Read once for each process, because that takes longer than many a test; so none may change it.
  read ??= frozen(readFolder())
  return { revision: 1, documents: { ...read, ...replaced } }
}

function readFolder(): Documents {
  const files = readdirSync(FOLDER).map((path) => ({
    path,
    text: readFileSync(new URL(path, FOLDER), 'utf8'),
  }))
  const found = readDocuments(files)
  if (!found.ok) throw new Error(`config/ has problems: ${JSON.stringify(found.problems)}`)
  return found.documents
}
