import type { LeadId } from '../../src/domain/ids.ts'
import type { CapturedLead, Delivery, Intake } from '../../src/ports/intake.ts'

const SAME_BODY_WINDOW_MS = 10 * 60_000

type Kept = { readonly lead: CapturedLead; readonly delivery: Delivery }

/** Takes deliveries in and keeps them to be looked at. Set `fault` to have it reject. */
export type MemoryIntake = Intake & {
  readonly kept: readonly Kept[]
  /** Deliveries that were kept though they brought no lead. */
  readonly notices: readonly Delivery[]
  /** The keys of leads that were taken back, behind those of their sources. */
  readonly withdrawn: ReadonlySet<string>
  fault: Error | undefined
}

/** An intake in memory with the rules of the real one for what counts as sent before. */
export function memoryIntake(): MemoryIntake {
  const kept: Kept[] = []
  const notices: Delivery[] = []
  const withdrawn = new Set<string>()
  const intake: MemoryIntake = {
    kept,
    notices,
    withdrawn,
    fault: undefined,
    async receive(delivery, leads, takenBack = []) {
      if (intake.fault !== undefined) throw intake.fault
      if (leads.length === 0) notices.push(delivery)
      for (const key of takenBack) withdrawn.add(`${delivery.sourceKey} ${key}`)
      return { leads: leads.map((lead) => take(lead, delivery)) }
    },
  }
  return intake

  function take(lead: CapturedLead, delivery: Delivery): { leadId: LeadId; duplicate: boolean } {
    const earlier = kept.find((it) => isSame(it, lead, delivery))
    if (earlier !== undefined) return { leadId: earlier.lead.id, duplicate: true }
    if (withdrawn.has(`${delivery.sourceKey} ${lead.dedupeKey}`)) {
      return { leadId: lead.id, duplicate: true }
    }
    kept.push({ lead, delivery })
    return { leadId: lead.id, duplicate: false }
  }
}

function isSame(earlier: Kept, lead: CapturedLead, { sourceKey, receivedAt }: Delivery): boolean {
  if (earlier.delivery.sourceKey !== sourceKey) return false
  if (earlier.lead.dedupeKey === lead.dedupeKey) return true
  const ageMs = receivedAt.getTime() - earlier.delivery.receivedAt.getTime()
  return earlier.lead.dedupeKey === lead.previousDedupeKey && ageMs < SAME_BODY_WINDOW_MS
}
