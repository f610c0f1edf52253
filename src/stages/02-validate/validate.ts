import { isCanary } from '../../domain/canaries/is-canary.ts'
import type { Outcome } from '../../domain/decision.ts'
import { sourceNamed } from '../../domain/documents/source-named.ts'
import { newId, type ReviewItemId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Findings } from '../../domain/lead-parts.ts'
import type { LookAndSay } from '../../ports/stage.ts'
import { checkLead } from './check-lead.ts'

/**
 * Finds out what a form really says (address, number, country), and whether the lead may go on,
 * should be looked at by a person, or is no lead at all; no person looks at a canary. The form itself stays as it was typed.
 */
export const validate: LookAndSay = {
  kind: 'look-and-say',
  name: 'validate',
  async run(lead, { clock, configuration }): Promise<Outcome> {
    const { documents } = await configuration.current()
    const { capture, chat } = lead.parts
    const source = sourceNamed(documents, capture?.canaryOf ?? lead.sourceKey)
    const form = isCanary(lead) ? { ...lead.parts.form, isTest: false } : lead.parts.form
    const waitsInChat = chat?.engagement.handoffAsked ?? false
    const { findings, judgement } = checkLead(form, source, capture?.doubts ?? [], waitsInChat)
    const at = clock()
    const rejected = (reasons: readonly string[]): Outcome => ({
      event: { type: 'LeadRejected', at, reasons },
      parts: { findings },
    })
    switch (judgement.verdict) {
      case 'accepted':
        return { event: { type: 'LeadValidated', at, notes: findings.notes }, parts: { findings } }
      case 'rejected':
        return rejected(judgement.reasons)
      case 'quarantined':
        if (isCanary(lead)) return rejected(judgement.reasons)
        return quarantined(lead, findings, judgement.reasons, at)
    }
  },
}

function quarantined(
  { parts: { form } }: Lead,
  findings: Findings,
  reasons: readonly string[],
  at: Date,
): Outcome {
  const reviewItemId = newId<ReviewItemId>(at)
  const { email, phone, fullName, firstName, lastName, company, title, country, message } = form
  const said = { email, phone, fullName, firstName, lastName, company, title, country, message }
  return {
    event: { type: 'LeadQuarantined', at, reasons, reviewItemId },
    parts: { findings },
    review: {
      id: reviewItemId,
      kind: 'quarantined-lead',
      reasons,
      details: { said: withoutBlanks(said), notes: findings.notes },
    },
  }
}

function withoutBlanks(said: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
