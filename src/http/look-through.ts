import { nameFrom } from '../domain/attribution.ts'
import { factsOf } from '../domain/condition-fields.ts'
import type { AttributionDocument } from '../domain/documents/attribution.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { Lead } from '../domain/lead.ts'
import { type DocumentFile, pathText, placesIn } from '../domain/read-documents.ts'
import type { Finding } from '../domain/rules-check/finding.ts'
import type { PastLead } from '../domain/rules-check/territories.ts'
import type { Clock } from '../ports/clock.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import type { RulesCheck } from '../ports/rules-check.ts'
import type { TimeOffBook } from '../ports/time-off-book.ts'
import { timeOffByRep } from './roster-now.ts'

/** What rules are looked through with. */
export type LookThroughPorts = {
  readonly clock: Clock
  readonly leads: LeadReader
  readonly timeOff: TimeOffBook
  readonly rulesCheck: RulesCheck
}

/** Enough to show what rules meet in practice, read in a moment. */
const PAST_LEADS = 500
const LONGEST_MS = 60_000

/** The check of rules over documents in good form, with each finding's place in the files. */
export async function lookThrough(
  documents: Documents,
  files: readonly DocumentFile[],
  { clock, leads, timeOff, rulesCheck }: LookThroughPorts,
) {
  const now = clock()
  const past = await leads.latestWhole(PAST_LEADS)
  const seen = past.map((lead) => asSeen(lead, documents.attribution))
  const signal = AbortSignal.timeout(LONGEST_MS)
  const context = { past: seen, timeOff: timeOffByRep(await timeOff.comingAt(now)), now }
  const findings = await rulesCheck.check(documents, context, signal)
  const place = placesIn(files)
  return { pastLeads: past.length, findings: findings.map((one) => shown(one, place)) }
}

/** As the rules saw it when it was decided, but for names that vendors were asked for. */
function asSeen(lead: Lead, document: AttributionDocument): PastLead {
  const nameFor = nameFrom(document, () => undefined)
  return { id: lead.id, facts: factsOf(lead, lead.decidedAt ?? lead.receivedAt, { nameFor }) }
}

function shown({ path, ...finding }: Finding, place: ReturnType<typeof placesIn>) {
  return { ...finding, path: pathText(path), ...place('routing', path) }
}
