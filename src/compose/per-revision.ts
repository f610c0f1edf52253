import type { Configuration, Documents } from '../domain/documents/documents.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'

/**
 * What is made of the active documents, made anew when another revision becomes active. A circuit
 * breaker must outlive one call, so adapters live as long as their revision does.
 */
export function perRevision<T>(store: ConfigurationStore, make: (documents: Documents) => T) {
  let made: { readonly revision: number; readonly value: T } | undefined
  return async (): Promise<T> => {
    const { revision, documents }: Configuration = await store.current()
    if (made?.revision !== revision) made = { revision, value: make(documents) }
    return made.value
  }
}
