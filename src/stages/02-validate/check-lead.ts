import type { LeadCheck } from '../../ports/lead-check.ts'
import { examine } from './examine.ts'
import { judge } from './judge.ts'

/** What the stage finds out and how it judges, for whoever wants to know without a lead. */
export const checkLead: LeadCheck = (form, source, doubts) => {
  const findings = examine(form, source?.defaultCountry)
  return { findings, judgement: judge({ form, findings, paused: source?.paused ?? false, doubts }) }
}
