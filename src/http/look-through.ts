import { nameFrom } from '../domain/attribution.ts'
import { factsOf } from '../domain/condition-fields.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { Lead } from '../domain/lead.ts'
import type { DocumentFile } from '../domain/read-documents.ts'
import { routingPlan } from '../domain/routing-plan/routing-plan.ts'
import type { PastLead } from '../domain/rules-check/territories.ts'
import { listsAsked } from '../domain/segments/judge-segments.ts'
import { type SecretFailure, unsetSecrets } from '../domain/unset-secrets.ts'
import type { Clock } from '../ports/clock.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import type { RulesCheck } from '../ports/rules-check.ts'
import type { SegmentLists } from '../ports/segment-lists.ts'
import type { SegmentStore } from '../ports/segment-store.ts'
import type { TimeOffBook } from '../ports/time-off-book.ts'
import { findingsShown } from './findings-shown.ts'
import { timeOffByRep } from './roster-now.ts'

/** What rules are looked through with. */
export type LookThroughPorts = {
  readonly clock: Clock
  readonly leads: LeadReader
  readonly timeOff: TimeOffBook
  readonly rulesCheck: RulesCheck
  readonly segments: SegmentStore
  readonly segmentLists: SegmentLists
  readonly secretFailure: SecretFailure
}

/** Enough to show what rules meet in practice, read in a moment. */
const PAST_LEADS = 500
const LONGEST_MS = 60_000

/**
 * The check of rules over documents in good form, and which secrets of channels are not set here, with each
 * finding's place in the files.
 */
export async function lookThrough(
  documents: Documents,
  files: readonly DocumentFile[],
  ports: LookThroughPorts,
) {
  const { clock, leads, timeOff, rulesCheck, segments } = ports
  const now = clock()
  const past = await leads.latestWhole(PAST_LEADS)
  const seen = await Promise.all(past.map((lead) => asSeen(lead, documents, ports)))
  const lists = new Map((await segments.list()).map(({ id, field }) => [id, field]))
  const signal = AbortSignal.timeout(LONGEST_MS)
  const off = timeOffByRep(await timeOff.comingAt(now))
  const context = { past: seen, timeOff: off, lists, now }
  const findings = await rulesCheck.check(documents, context, signal)
  const found = findings.map((one) => ({ ...one, kind: 'routing' as const }))
  // No warning, which would keep documents from being published that other processes can use.
  const unset = unsetSecrets(documents, ports.secretFailure).map((one) => ({
    ...{ ...one, level: 'note' as const },
  }))
  return { pastLeads: past.length, findings: findingsShown([...found, ...unset], files) }
}

/** As rules saw it when it was decided, but for names vendors were asked for, and with lists of today. */
async function asSeen(
  lead: Lead,
  { attribution, routing }: Documents,
  { segmentLists }: LookThroughPorts,
): Promise<PastLead> {
  const nameFor = nameFrom(attribution, () => undefined)
  const facts = factsOf(lead, lead.decidedAt ?? lead.receivedAt, { nameFor })
  const answers = await segmentLists.lookUp(listsAsked(routingPlan(routing).segments, facts))
  const listed = [...answers].map(([id, { member }]) => [id, member] as const)
  return { id: lead.id, facts: { ...facts, segments: Object.fromEntries(listed) } }
}
