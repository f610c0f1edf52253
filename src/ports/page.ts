/** One page of a list. `nextCursor` asks for the page after this one; null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

/**
 * Which page to read, and how long. The cursor is what the page before gave, and nothing else; a
 * reader rejects any other with `Refused` (`cursor-invalid`).
 */
export type PageRequest = { readonly limit: number; readonly cursor?: string | undefined }
