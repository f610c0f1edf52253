import type { Path } from '../domain/document-references.ts'
import type { DocumentKind } from '../domain/documents/documents.ts'
import { type DocumentFile, pathText, placesIn } from '../domain/read-documents.ts'

type Found = { readonly kind: DocumentKind; readonly path: Path }

/**
 * Gives each finding its place in these files; where none of them holds its document, the name of
 * that and no line.
 */
export function findingsShown<T extends Found>(
  found: readonly T[],
  files: readonly DocumentFile[],
) {
  const place = placesIn(files)
  return found.map(({ kind, path, ...finding }) => ({
    ...finding,
    path: pathText(path),
    ...(place(kind, path) ?? { file: `${kind}.yaml` }),
  }))
}
