import { isDeepStrictEqual } from 'node:util'
import type { Written } from './document-references.ts'
import { DOCUMENT_KINDS, type DocumentKind } from './documents/documents.ts'

/** What becomes of each document when a draft is moved onto what was published meanwhile. */
export type Rebase = {
  /** The draft changes them, and nobody else has. */
  readonly kept: readonly DocumentKind[]
  /** Others have changed them, and the draft does not. */
  readonly taken: readonly DocumentKind[]
  /** Both have changed them, differently: a person must say what is meant. */
  readonly conflicts: readonly DocumentKind[]
}

/**
 * Compares three ways, document by document: what a draft was based on, what is active now, and what
 * the draft wants. Two who made the same change do not conflict. A document is taken or kept whole:
 * half of one and half of another may each be right and together wrong.
 */
export function rebaseDocuments(base: Written, active: Written, draft: Written): Rebase {
  const isSame = (a: Written, b: Written) => (kind: DocumentKind) =>
    isDeepStrictEqual(a[kind], b[kind])
  const [untouched, published, agreed] = [
    isSame(base, draft),
    isSame(base, active),
    isSame(active, draft),
  ]
  const ours = DOCUMENT_KINDS.filter((kind) => !untouched(kind) && !agreed(kind))
  return {
    kept: ours.filter(published),
    taken: DOCUMENT_KINDS.filter((kind) => untouched(kind) && !published(kind)),
    conflicts: ours.filter((kind) => !published(kind)),
  }
}
