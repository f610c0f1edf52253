import { createHash } from 'node:crypto'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'

/**
 * The id of an assignment that never was: the same for the same lead and moment, so that a simulation
 * comes out the same whenever it is run.
 */
export function inventedId({ id, version }: Lead, at: Date): AssignmentId {
  const digest = createHash('sha256').update(`${id} ${version} ${at.toISOString()}`).digest('hex')
  const groups = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16)]
  return [...groups, digest.slice(16, 20), digest.slice(20, 32)].join('-') as string as AssignmentId
}
