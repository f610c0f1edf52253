import type { AlertFacts, ContactByOther } from './alert-facts.ts'
import type { Documents } from './documents/documents.ts'
import { sourceNamed } from './documents/source-named.ts'
import type { RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import type { WhatIsNew } from './what-is-new.ts'

/** What the facts of an alert are gathered from, besides the lead. */
export type AboutAlert = {
  readonly documents: Documents
  readonly publicUrl: string
  readonly acknowledgeBy?: Date | undefined
  readonly news?: WhatIsNew | undefined
  readonly contact?: ContactByOther | undefined
  /** Who is told, where it is one person. */
  readonly readerId?: RepId | undefined
}

/** What is known of a lead when somebody is told of it. */
export function alertFactsOf(lead: Lead, about: AboutAlert): AlertFacts {
  const { form, findings, scoring, enrichment, chat } = lead.parts
  const { documents, publicUrl, acknowledgeBy, news, contact } = about
  const rep = documents.teams.reps.find(({ id }) => id === lead.repId)
  return {
    fullName: form.fullName,
    firstName: form.firstName,
    lastName: form.lastName,
    email: findings?.email,
    phone: findings?.phone,
    company: form.company ?? enrichment?.company?.name,
    job: form.title,
    country: findings?.country,
    message: form.message,
    source: sourceNamed(documents, lead.sourceKey)?.name,
    tier: lead.tier,
    score: lead.score,
    reasons: scoring?.reasons.map(({ reason }) => reason) ?? [],
    receivedAt: lead.receivedAt,
    acknowledgeBy,
    rep: rep?.name,
    asksForPerson: chat?.engagement.handoffAsked === true,
    isPerhapsTheirs: lead.possibleOwnerId !== undefined && lead.possibleOwnerId === lead.repId,
    transcriptUrl: chat || form.transcript ? `${publicUrl}/leads/${lead.id}#chat` : undefined,
    news,
    ruleId: lead.escalation.lateRoute?.ruleId,
    swapCommand: `./stl lead swap ${lead.id}`,
    comeBack: about.readerId && comeBackOf(about.readerId),
    contact,
  }
}

/** What says that a rep is back. */
export const comeBackOf = (repId: RepId): NonNullable<AlertFacts['comeBack']> => ({
  command: `./stl reps presence ${repId} online`,
  request: `PUT /v1/reps/${repId}/presence {"presence":"online"}`,
})
