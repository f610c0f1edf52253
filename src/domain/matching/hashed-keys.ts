import { hash } from 'node:crypto'
import { blockingKeys, kindOfKey } from './blocking-keys.ts'
import { type PersonFacts, personRecord } from './person-record.ts'

/** A key as it is filed: a signed 64-bit number in decimal, from which nobody reads what it was. */
export type HashedKey = { readonly kind: string; readonly key: string }

/**
 * The blocking keys of a person as hashes of 64 bits. Two keys that meet by chance, which at a million
 * contacts hardly ever happens, cost a comparison with a stranger and no more.
 */
export function hashedKeys(facts: PersonFacts): HashedKey[] {
  return blockingKeys(personRecord(facts)).map((text) => ({
    kind: kindOfKey(text),
    key: signed64(hash('sha256', text, 'hex').slice(0, 16)),
  }))
}

/** The number that these sixteen digits are. As text, because a buffer for each key takes twice as long. */
const signed64 = (hex: string) => BigInt.asIntN(64, BigInt(`0x${hex}`)).toString()
