import type { PersonFile } from '../ports/person-register.ts'

/** Stands where a secret stood. */
const HIDDEN = '[secret]'

/**
 * The file of a person without the secrets that are good now. Some vendors write theirs into every body
 * to prove it, and who is given the file must not be able to send deliveries of their own.
 */
export function withoutSecrets(file: PersonFile, secrets: readonly string[]): PersonFile {
  const { deliveries = [] } = file.places
  const hidden = deliveries.map((row) =>
    typeof row.body === 'string' ? { ...row, body: without(row.body, secrets) } : row,
  )
  return { ...file, places: { ...file.places, deliveries: hidden } }
}

/** As it stands in JSON, in a form, or as it is; the longest first, as one may be a part of another. */
function without(body: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap((secret) => [
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    secret,
  ])
  const inOrder = spellings.filter(Boolean).toSorted((a, b) => b.length - a.length)
  return inOrder.reduce((text, secret) => text.replaceAll(secret, HIDDEN), body)
}
