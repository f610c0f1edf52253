import { randomBytes } from 'node:crypto'

/** A string that names one thing of one kind, so that a lead's id cannot pass for a rep's. */
type Id<Kind extends string> = string & { readonly brand: Kind }

export type LeadId = Id<'LeadId'>
export type DeliveryId = Id<'DeliveryId'>
export type ContactId = Id<'ContactId'>
export type AssignmentId = Id<'AssignmentId'>
export type ReviewItemId = Id<'ReviewItemId'>
export type TaskId = Id<'TaskId'>
export type RepId = Id<'RepId'>
export type TeamId = Id<'TeamId'>
export type PoolId = Id<'PoolId'>

/**
 * A new UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random. Ids made
 * later sort later, which keeps the indexes they stand in compact.
 */
export function newId<T extends string>(at: Date = new Date()): T {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-') as T
}
