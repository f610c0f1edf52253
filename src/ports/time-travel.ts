import type { LeadId } from '../domain/ids.ts'
import type { PastView } from '../domain/simulation/past-view.ts'

/** Looks at a lead as the engine saw it at some moment, or would have seen it. */
export type TimeTravel = {
  /** Rejects as `Past.standing` does. */
  look(leadId: LeadId, at: Date): Promise<PastView>
}
