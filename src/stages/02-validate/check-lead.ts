import type { LeadCheck } from '../../ports/lead-check.ts'
import { examine } from './examine.ts'
import { judge } from './judge.ts'

/** What the stage finds out and how it judges, for whoever wants to know without a lead. */
export const checkLead: LeadCheck = (form, source, doubts, waitsInChat = false) => {
  const findings = examine(form, source?.defaultCountry)
  const paused = source?.paused ?? false
  return { findings, judgement: judge({ form, findings, paused, waitsInChat, doubts }) }
}
