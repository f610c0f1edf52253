import type { Lead } from '../domain/lead.ts'

/** The words of an alert: who, what they want, how urgent, and why this rep. */
export type AlertText = { readonly title: string; readonly lines: readonly string[] }

/** Says in a few lines what a rep needs to decide whether to pick up the phone now. */
export function alertText(lead: Lead): AlertText {
  const { form, findings, enrichment, scoring } = lead.parts
  const name = form.fullName ?? [form.firstName, form.lastName].filter(Boolean).join(' ')
  const who = name || findings?.email || findings?.phone || 'Someone'
  const company = form.company ?? enrichment?.company?.name
  const from = company === undefined ? '' : ` from ${company}`
  const urgency = lead.tier === undefined ? '' : ` (${lead.tier}, ${lead.score})`
  const title =
    lead.state === 'attached' ? `${who}${from} is back` : `New lead: ${who}${from}${urgency}`

  const lines = [
    form.title,
    form.message,
    findings?.phone === undefined ? undefined : `Call ${findings.phone}`,
    findings?.email === undefined ? undefined : `Write to ${findings.email}`,
    reasonsLine(scoring?.reasons.map(({ reason }) => reason) ?? []),
  ]
  return { title, lines: lines.filter((line) => line !== undefined && line !== '') as string[] }
}

const reasonsLine = (reasons: readonly string[]) =>
  reasons.length === 0 ? undefined : `Why now: ${reasons.join(', ')}`
