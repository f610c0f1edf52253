import { Refused } from '../domain/failure.ts'
import type { RepId } from '../domain/ids.ts'
import type { Caller } from './authenticate.ts'

/** Everybody who has a token. */
export const EVERYONE = ['admin', 'manager', 'rep'] as const
/** Those who run the place. */
export const MANAGERS = ['admin', 'manager'] as const
/** Those who hand out access. */
export const ADMINS = ['admin'] as const

/** Whom a rep's view is limited to: themselves. Undefined for those who see everything. */
export function ownView(caller: Caller): RepId | undefined {
  if (caller.role !== 'rep') return undefined
  if (caller.repId === undefined) {
    throw new Refused('token-without-rep', 'This rep token names no rep')
  }
  return caller.repId
}
