import type { ContactId } from '../../domain/ids.ts'
import { KEY_SCHEME } from '../../domain/matching/blocking-keys.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'

/**
 * How the index lies in Redis. Every command is about one key, so that a cluster takes it.
 *
 * Keys of persons share buckets, sorted sets of `key, contact` ordered as text: a key is a range of
 * its bucket. A set for each key would hold one contact most often, and cost four times as much: so
 * many buckets that each stays small enough, up to some millions of contacts, for Redis to keep it as
 * one block of memory.
 */
const BUCKET_BITS = 18n

export type IndexLayout = ReturnType<typeof indexLayout>

/** The keys of one installation, for this version of the keys of persons. */
export function indexLayout(installation: string) {
  const all = `stl-index:${installation}:`
  const prefix = `${all}${KEY_SCHEME}:`
  return {
    /** Matches whatever any version has left. */
    everything: `${all}*`,
    /** Edition and place of the copy; not there while it has to be made from the beginning. */
    place: `${prefix}place`,
    /** There while the copy is whole and somebody follows; gone soon after nobody does. */
    fresh: `${prefix}fresh`,
    contact: (id: ContactId) => `${prefix}c:${bytesOf(id).toString('base64url')}`,
    /** The same for a contact named by the member of a key. */
    contactNamed: (name: string) =>
      `${prefix}c:${Buffer.from(name, 'latin1').toString('base64url')}`,
    bucket: (key: string) =>
      `${prefix}k:${(BigInt.asUintN(64, BigInt(key)) >> (64n - BUCKET_BITS)).toString(36)}`,
    member: (key: string, id: ContactId) => Buffer.concat([keyBytes(key), bytesOf(id)]),
    /** The members of a key lie between these two. */
    rangeOf: (key: string) => ({
      min: Buffer.concat([INCLUSIVE, keyBytes(key)]),
      max: Buffer.concat([INCLUSIVE, keyBytes(key), BEHIND_ALL]),
    }),
    /** Which contact a member is about: a text that sorts as ids do, without the cost of writing one. */
    nameIn: (member: Buffer) => member.toString('latin1', KEY_BYTES),
    idOf: (name: string) => idFrom(Buffer.from(name, 'latin1')),
  }
}

const KEY_BYTES = 8
/** `[`, which says that the end of a range belongs to it. */
const INCLUSIVE = Buffer.of(0x5b)
const BEHIND_ALL = Buffer.alloc(17, 0xff)

function keyBytes(key: string): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES)
  bytes.writeBigInt64BE(BigInt(key))
  return bytes
}

const bytesOf = (id: ContactId) => Buffer.from(id.replaceAll('-', ''), 'hex')

const idFrom = (bytes: Buffer) =>
  bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5') as ContactId

/** Facts without the names of their fields, of which there are millions. */
export const packed = (facts: PersonFacts): string => {
  const { givenName = 0, familyName = 0, emails, phones, company = 0, companyDomains } = facts
  return JSON.stringify([givenName, familyName, company, emails, phones, companyDomains])
}

type Packed = [string | 0, string | 0, string | 0, string[], string[], string[]]

export function unpacked(text: string): PersonFacts {
  const [given, family, company, emails, phones, companyDomains] = JSON.parse(text) as Packed
  return {
    ...(given === 0 ? {} : { givenName: given }),
    ...(family === 0 ? {} : { familyName: family }),
    ...(company === 0 ? {} : { company }),
    ...{ emails, phones, companyDomains },
  }
}
