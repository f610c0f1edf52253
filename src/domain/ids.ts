import { randomFillSync } from 'node:crypto'

/** A string that names one thing of one kind, so that a lead's id cannot pass for a rep's. */
type Id<Kind extends string> = string & { readonly brand: Kind }

export type LeadId = Id<'LeadId'>
export type DeliveryId = Id<'DeliveryId'>
export type ConversationId = Id<'ConversationId'>
export type ContactId = Id<'ContactId'>
export type AccountId = Id<'AccountId'>
export type AssignmentId = Id<'AssignmentId'>
export type ReviewItemId = Id<'ReviewItemId'>
export type JoinId = Id<'JoinId'>
export type ErasureId = Id<'ErasureId'>
export type TaskId = Id<'TaskId'>
export type SubscriptionId = Id<'SubscriptionId'>
export type RepId = Id<'RepId'>
export type TimeOffId = Id<'TimeOffId'>
export type TeamId = Id<'TeamId'>
export type VisitorId = Id<'VisitorId'>
export type PoolId = Id<'PoolId'>

/** What the first 12 bits after the version may hold. */
const LARGEST_COUNT = 0xfff

/** Random bytes for 256 ids at a time: asking for 16 of them costs about as much as for all. */
const random = Buffer.alloc(256 * 16)
let used = random.length

let latestMs = 0
let count = 0

/**
 * A new UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits that count up
 * within a millisecond (section 6.2, method 1), then random. Ids made later by one process sort
 * later, even in the same millisecond, which keeps the indexes they stand in compact.
 */
export function newId<T extends string>(at: Date = new Date()): T {
  const bytes = sixteenRandomBytes()
  const ms = at.getTime()
  // Half of the range is left for counting on, so that a busy millisecond does not run over.
  const isAnother = ms !== latestMs || count === LARGEST_COUNT
  count = isAnother ? bytes.readUInt16BE(6) % ((LARGEST_COUNT + 1) / 2) : count + 1
  latestMs = ms
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | count, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  const parts = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}`
  return `${parts}-${hex.slice(20)}` as T
}

/** Good until as many ids have been made as fit; each part is handed out once. */
function sixteenRandomBytes(): Buffer {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  used += 16
  return random.subarray(used - 16, used)
}
