import type { Outcome } from '../domain/decision.ts'
import type { NextStage } from '../domain/evolve.ts'
import type { Lead } from '../domain/lead.ts'
import { withOutcome } from '../domain/with-outcome.ts'
import type { LeadStore } from '../ports/lead-store.ts'

/** The lead store of one run of one lead. */
export type DeferredAppends = Pick<LeadStore, 'append' | 'decide'> & {
  /** Commits what has not been yet. Rejects as `append` does. */
  flush(): Promise<void>
}

/**
 * Keeps what look-and-say stages say until the next decision takes it along in its own commit:
 * two commits a lead instead of seven, which halves what a lead costs the database.
 *
 * Nothing is lost by it. What such a stage says follows from the lead and the outside; after a
 * crash in between the stage is asked again, and providers' answers come from their cache.
 */
export function deferredAppends(leads: LeadStore, next: NextStage): DeferredAppends {
  let committed: Lead | undefined
  let said: Outcome[] = []

  function take(): { readonly base: Lead | undefined; readonly outcomes: Outcome[] } {
    const taken = { base: committed, outcomes: said }
    committed = undefined
    said = []
    return taken
  }

  return {
    async append(lead, outcome) {
      committed ??= lead
      said.push(outcome)
      return withOutcome(lead, outcome, next)
    },
    decide(lead, decision) {
      const { base = lead, outcomes } = take()
      return leads.decide(base, decision, outcomes)
    },
    async flush() {
      const { base, outcomes } = take()
      let lead = base
      for (const outcome of outcomes) if (lead) lead = await leads.append(lead, outcome)
    },
  }
}
