import { Overtaken } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import { nextStage } from '../pipeline.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import { deferredAppends } from './deferred-appends.ts'
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
  const until = performance.now() + parts.runLimitMs
  for (;;) {
    try {
      return await run(await parts.leads.load(id), until, parts)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
}

async function run(loaded: Lead, until: number, parts: AdvanceParts): Promise<Advance> {
  const leads = deferredAppends(parts.leads, nextStage)
  const stepParts: StepParts = { ...parts, leads }
  let lead = loaded
  for (;;) {
    const stage = lead.state === 'travelling' ? lead.waitingFor : undefined
    if (stage === undefined || !parts.hosts(stage) || performance.now() > until) {
      await leads.flush()
      return { lead, waitsFor: stage }
    }
    lead = await takeStep(lead, stage, stepParts)
  }
}
