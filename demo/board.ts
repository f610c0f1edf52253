import { percentile } from '../bench/support/percentile.ts'
import type { LiveEvent } from './follow-leads.ts'
import {
  firstSeen,
  isGiven,
  learn,
  PASSED,
  type SeenLead,
  STATES,
  type State,
} from './seen-lead.ts'

/** What people do with leads, and what happens when they do not. */
export type Deed = 'acknowledged' | 'declined' | 'escalated' | 'contacted' | 'outcomes'

/** How a vendor fared, as the product saw it. */
export type VendorTally = { ok: number; failed: number }

/** The counts of one moment. */
export type Counts = {
  readonly leads: number
  /** Leads that passed a stage, by its place in `PASSED`. */
  readonly passed: readonly number[]
  readonly byState: Readonly<Record<State, number>>
  readonly decided: number
  /** Leads that have had a rep. */
  readonly given: number
  /** Leads captured in the last five seconds, by the second. */
  readonly perSecond: number
  /** From capture to the first rep, of leads that did not have to wait; undefined before there is one. */
  readonly speedMs: Speed | undefined
}
export type Speed = { readonly p50: number; readonly p95: number; readonly p99: number }

/** Everything the demo has heard so far. */
export type Board = {
  readonly leads: ReadonlyMap<string, SeenLead>
  /** Leads that got a rep, the latest first; not more than are ever shown. */
  readonly latest: readonly SeenLead[]
  readonly deeds: Readonly<Record<Deed, number>>
  readonly vendors: Readonly<Record<Vendor, VendorTally>>
  counts(at: Date): Counts
  /** Takes an event in, and gives back the lead it is about. */
  hear(event: LiveEvent): SeenLead
}

export const VENDORS = ['clearbit', 'slack', 'email', 'hubspot', 'sms', 'teams'] as const
export type Vendor = (typeof VENDORS)[number]

const LATEST = 60
const RATE_WINDOW_MS = 5_000

/** An empty board. */
export function newBoard(): Board {
  const leads = new Map<string, SeenLead>()
  const latest: SeenLead[] = []
  const deeds = { acknowledged: 0, declined: 0, escalated: 0, contacted: 0, outcomes: 0 }
  const vendors = Object.fromEntries(
    VENDORS.map((vendor) => [vendor, { ok: 0, failed: 0 }]),
  ) as Record<Vendor, VendorTally>

  return {
    ...{ leads, latest, deeds, vendors },
    counts: (at) => count([...leads.values()], at),
    hear(event) {
      const lead = leads.get(event.leadId) ?? firstSeen(event)
      leads.set(lead.id, lead)
      learn(lead, event)
      const deed = DEEDS[event.type]
      if (deed !== undefined) deeds[deed] += 1
      for (const { vendor, isOk } of vendorCalls(event))
        vendors[vendor][isOk ? 'ok' : 'failed'] += 1
      if (isGiven(event)) showFirst(latest, lead)
      return lead
    },
  }
}

function count(leads: readonly SeenLead[], at: Date): Counts {
  const byState = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>
  for (const { state } of leads) byState[state] += 1
  const given = leads.filter(({ assignedInMs }) => assignedInMs !== undefined)
  const times = given.flatMap(({ hasWaited, assignedInMs = [] }) => (hasWaited ? [] : assignedInMs))
  const since = at.getTime() - RATE_WINDOW_MS
  return {
    leads: leads.length,
    passed: PASSED.map((_, place) => leads.filter(({ passed }) => passed > place).length),
    byState,
    decided: leads.filter(({ isDecided }) => isDecided).length,
    given: given.length,
    perSecond:
      leads.filter(({ capturedAt }) => capturedAt.getTime() > since).length /
      (RATE_WINDOW_MS / 1_000),
    speedMs: times.length === 0 ? undefined : speedOf(times.sort((a, b) => a - b)),
  }
}

const speedOf = (sorted: readonly number[]): Speed => ({
  p50: percentile(sorted, 0.5),
  p95: percentile(sorted, 0.95),
  p99: percentile(sorted, 0.99),
})

function showFirst(latest: SeenLead[], lead: SeenLead): void {
  const before = latest.indexOf(lead)
  if (before >= 0) latest.splice(before, 1)
  latest.unshift(lead)
  latest.length = Math.min(latest.length, LATEST)
}

const DEEDS: Readonly<Record<string, Deed>> = {
  AssignmentAcknowledged: 'acknowledged',
  AssignmentDeclined: 'declined',
  AssignmentExpired: 'escalated',
  FirstContactMade: 'contacted',
  OutcomeRecorded: 'outcomes',
}

type VendorCall = { readonly vendor: Vendor; readonly isOk: boolean }

function vendorCalls({ type, data }: LiveEvent): readonly VendorCall[] {
  switch (type) {
    case 'LeadEnriched':
    case 'LeadReenriched':
      return (data.providers as readonly { provider: string; outcome: string }[]).flatMap(
        ({ provider, outcome }) => call(provider, ANSWERED.has(outcome)),
      )
    case 'RepNotified':
    case 'NotificationFailed':
      return call(String(data.channel), type === 'RepNotified')
    case 'CrmRecordWritten':
      return call(String(data.crm), true)
    default:
      return []
  }
}

const ANSWERED = new Set(['found', 'not-found', 'cached'])

function call(name: string, isOk: boolean): readonly VendorCall[] {
  const vendor = VENDORS.find((known) => known === name)
  return vendor === undefined ? [] : [{ vendor, isOk }]
}
