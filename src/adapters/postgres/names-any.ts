import { type RawBuilder, sql } from 'kysely'

/** Whether the raw bytes of the delivery `t` name one of these addresses, as text or escaped in a form. */
export function namesAny(addresses: readonly string[]): RawBuilder<unknown> {
  const spellings = addresses.flatMap((address) => [address, encodeURIComponent(address)])
  return sql`exists (
    select from unnest(${spellings.map((one) => one.toLowerCase())}::text[]) as address
    where position(address in lower(encode(t.body, 'escape'))) > 0)`
}
