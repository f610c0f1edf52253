import { createHmac, timingSafeEqual } from 'node:crypto'
import { LINK_ACTIONS, type LinkAction } from './alert.ts'
import type { AssignmentId, LeadId, RepId } from './ids.ts'

/**
 * What whoever has a link may do as one rep, for some time: answer one offer in one way, call its person, or say
 * that they are back after an offer that set them away.
 */
export type AnswerGrant = {
  readonly action: LinkAction
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  /** The channel whose message has the link, for the record. */
  readonly via: string
  /** To the second. */
  readonly expiresAt: Date
}

/** What a token says, or why it says nothing. */
export type ReadGrant =
  | { readonly ok: true; readonly grant: AnswerGrant }
  | { readonly ok: false; readonly why: 'unknown' | 'expired' }

/** 128 bits: nobody guesses one, and links stay short enough for a text message. */
const MAC_BYTES = 16
/** Action, expiry and two ids; the ids of rep and channel follow. */
const FIXED_BYTES = 1 + 4 + 16 + 16

/**
 * The token of a link, for an address: letters, digits, `-` and `_`. It has no memory: whether it was
 * used is told by how the offer stands, so pressing twice does what pressing once does.
 */
export function answerToken(key: Uint8Array, grant: AnswerGrant): string {
  const head = Buffer.alloc(5)
  head.writeUInt8(LINK_ACTIONS.indexOf(grant.action), 0)
  head.writeUInt32BE(Math.floor(grant.expiresAt.getTime() / 1_000), 1)
  const ids = [grant.leadId, grant.assignmentId].map(bytesOf)
  const content = Buffer.concat([head, ...ids, Buffer.from(`${grant.repId} ${grant.via}`)])
  return Buffer.concat([content, macOf(key, content)]).toString('base64url')
}

/** Reads a token that `answerToken` made with this key; `unknown` is whatever it did not make. */
export function readAnswerToken(key: Uint8Array, token: string, now: Date): ReadGrant {
  const bytes = Buffer.from(token, 'base64url')
  // Base64 has several spellings of the same bytes; only ours is a token of ours.
  const isOurs = bytes.length > FIXED_BYTES + MAC_BYTES && bytes.toString('base64url') === token
  if (!isOurs) return UNKNOWN
  const content = bytes.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(key, content))) return UNKNOWN

  const action = LINK_ACTIONS[content.readUInt8(0)]
  if (action === undefined) return UNKNOWN
  const expiresAt = new Date(content.readUInt32BE(1) * 1_000)
  if (expiresAt <= now) return { ok: false, why: 'expired' }
  const leadId = uuidOf(content.subarray(5, 21)) as LeadId
  const assignmentId = uuidOf(content.subarray(21, FIXED_BYTES)) as AssignmentId
  const [repId = '', via = ''] = content.subarray(FIXED_BYTES).toString().split(' ')
  return {
    ok: true,
    grant: { action, leadId, assignmentId, repId: repId as RepId, via, expiresAt },
  }
}

const UNKNOWN = { ok: false, why: 'unknown' } as const

const macOf = (key: Uint8Array, content: Buffer) =>
  createHmac('sha256', key).update('answer-link\0').update(content).digest().subarray(0, MAC_BYTES)

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex')

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
