import { Overtaken } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import { type StepParts, takeStep } from './take-step.ts'

/** What advancing a lead needs. */
export type AdvanceParts = StepParts & {
  readonly leads: LeadStore
  /** Whether this process runs the named stage. */
  readonly hosts: (stage: string) => boolean
  /** Longest run of one lead in milliseconds; must end before the lease of its job does. */
  readonly runLimitMs: number
}

/** Where a run left a lead: nothing more to do, or waiting for that stage. */
export type Advance = { readonly lead: Lead; readonly waitsFor: string | undefined }

/**
 * Carries a lead from the stage it waits for through all stages this process hosts.
 *
 * The lead itself says where it stands, so a job that comes twice, or after a crash, finds what is
 * left to do and no more. When somebody else changed the lead first, their result stands and we go
 * on from there.
 */
export async function advanceLead(id: LeadId, parts: AdvanceParts): Promise<Advance> {
  const started = performance.now()
  let lead = await parts.leads.load(id)

  for (;;) {
    const stage = lead.state === 'travelling' ? lead.waitingFor : undefined
    const timeIsUp = performance.now() - started > parts.runLimitMs
    if (stage === undefined || !parts.hosts(stage) || timeIsUp) return { lead, waitsFor: stage }

    lead = await stepOrReload(lead, stage, parts)
  }
}

async function stepOrReload(lead: Lead, stage: string, parts: AdvanceParts): Promise<Lead> {
  try {
    return await takeStep(lead, stage, parts)
  } catch (error) {
    if (error instanceof Overtaken) return parts.leads.load(lead.id)
    throw error
  }
}
