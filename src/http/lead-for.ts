import { Refused } from '../domain/failure.ts'
import type { LeadId, RepId } from '../domain/ids.ts'
import type { LeadFile, LeadReader } from '../ports/lead-reader.ts'
import type { Caller } from './authenticate.ts'
import { ownView } from './who-may.ts'

/**
 * A lead as the caller may see it: a rep those they have, and those they were told of that nobody has
 * answered. One they may not see is answered like one that does not exist.
 */
export async function leadFor(caller: Caller, leads: LeadReader, id: string): Promise<LeadFile> {
  const found = await leads.find(id as LeadId)
  const own = ownView(caller)
  if (found !== undefined && (own === undefined || maySee(own, found))) return found
  throw new Refused('lead-unknown', `No lead ${id} that ${caller.name} may see`)
}

function maySee(repId: RepId, { lead }: LeadFile): boolean {
  const { escalation, acknowledgedAt } = lead
  return repId === lead.repId || (!acknowledgedAt && escalation.toldRepIds.includes(repId))
}
