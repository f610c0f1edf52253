import type { SecretReference } from '../domain/documents/vocabulary.ts'

/** Reads the secret a document refers to; undefined when there is none. Never logs it. */
export type Secrets = (reference: SecretReference) => string | undefined
