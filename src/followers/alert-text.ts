import type { Lead } from '../domain/lead.ts'

/** The words of an alert: who, what they want, how urgent, and why this rep. */
export type AlertText = { readonly title: string; readonly lines: readonly string[] }

/** Says in a few lines what a rep needs to decide whether to pick up the phone now. */
export function alertText(lead: Lead): AlertText {
  const who = whoIsIt(lead)
  const urgency = lead.tier === undefined ? '' : ` (${lead.tier}, ${lead.score})`
  const asks = lead.parts.chat?.engagement.handoffAsked === true
  return { title: `New lead: ${who}${urgency}`, lines: [...(asks ? [ASKS] : []), ...linesOn(lead)] }
}

/** Says that a visitor whose lead the rep has already wants to talk to a person now. */
export function handOffText(lead: Lead): AlertText {
  return { title: `${whoIsIt(lead)} asks for a person in the chat`, lines: linesOn(lead) }
}

/** Says that the person of a lead of the rep's is with somebody else from now on. */
export function joinedText(lead: Lead): AlertText {
  const lines = ['Two contacts turned out to be one person, whom another rep has.', KEEPS]
  return { title: `${whoIsIt(lead)} has another rep`, lines: [...lines, ...linesOn(lead)] }
}

/** Offers the rep to give up a lead that late data say is for somebody else. */
export function swapText(lead: Lead): AlertText {
  const ruleId = lead.escalation.lateRoute?.ruleId
  const lines = [
    `More is known of it by now: it is for rule ${ruleId}.`,
    'It stays with you. If you give it up your turn is made up to you:',
    `./stl lead swap ${lead.id}`,
  ]
  return { title: `Would you swap ${whoIsIt(lead)}?`, lines: [...lines, ...linesOn(lead)] }
}

const KEEPS = 'This lead stays with you. New ones go to the other rep.'
export const ASKS = 'Asks for a person in the chat'

/** The person and their company, as far as they are known. */
export function whoIsIt({ parts: { form, findings, enrichment } }: Lead): string {
  const name = form.fullName ?? [form.firstName, form.lastName].filter(Boolean).join(' ')
  const who = name || findings?.email || findings?.phone || 'Someone'
  const company = form.company ?? enrichment?.company?.name
  return company === undefined ? who : `${who} from ${company}`
}

/** What they want and how they are reached. */
export function linesOn({ parts: { form, findings, scoring } }: Lead): readonly string[] {
  const lines = [
    form.title,
    form.message,
    findings?.phone === undefined ? undefined : `Call ${findings.phone}`,
    findings?.email === undefined ? undefined : `Write to ${findings.email}`,
    reasonsLine(scoring?.reasons.map(({ reason }) => reason) ?? []),
  ]
  return lines.filter((line) => line !== undefined && line !== '') as string[]
}

const reasonsLine = (reasons: readonly string[]) =>
  reasons.length === 0 ? undefined : `Why now: ${reasons.join(', ')}`
