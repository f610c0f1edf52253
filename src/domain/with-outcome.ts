import type { Outcome } from './decision.ts'
import { evolve, type NextStage } from './evolve.ts'
import type { Lead } from './lead.ts'

/** The lead after a stage has spoken: its event added, its parts in place. Pure. */
export function withOutcome(lead: Lead, { event, parts }: Outcome, next: NextStage): Lead {
  return { ...evolve(lead, event, next), parts: { ...lead.parts, ...parts } }
}
