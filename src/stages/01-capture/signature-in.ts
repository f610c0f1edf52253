/** The digest in a header that names its scheme first, such as `sha256=...`; none without it. */
export function signatureIn(header: string | undefined, prefix: string): readonly string[] {
  return header?.startsWith(prefix) ? [header.slice(prefix.length).trim()] : []
}

/**
 * The time and the digests of a header of the form `t=1700000000,v1=...`, where a vendor may put
 * several digests. The time is as it was sent, because it is a part of what was signed.
 */
export function timedSignatureIn(header: string | undefined, digestName: string) {
  const parts = (header ?? '').split(',').map((part) => {
    const [name = '', ...value] = part.trim().split('=')
    return { name, value: value.join('=') }
  })
  const time = parts.find(({ name }) => name === 't')?.value ?? ''
  const signatures = parts.filter(({ name }) => name === digestName).map(({ value }) => value)
  return { time, signatures }
}

/** The moment of a time in seconds or milliseconds; an invalid date for what is no number. */
export const signedAt = (time: string | undefined, unitMs: 1 | 1_000): Date =>
  new Date(time?.trim() ? Number(time) * unitMs : Number.NaN)
