import type { Sandboxes } from '../sandbox/sandboxes.ts'
import type { Board } from './board.ts'
import type { Tally } from './traffic/send-traffic.ts'

type Parts = {
  readonly board: Board
  readonly tally: Tally
  readonly sandboxes: Sandboxes
}

/** How often each vendor was called, as the vendor counts, and how it fared, as the product does. */
export function vendorsOf({ board, sandboxes }: Pick<Parts, 'board' | 'sandboxes'>) {
  const { clearbit, slack, smtp, hubspot, twilio, teams } = sandboxes
  const calls = { clearbit, slack, email: smtp, hubspot, sms: twilio, teams }
  const row = (vendor: keyof typeof calls) => ({
    calls: calls[vendor].received.calls,
    ...board.vendors[vendor],
  })
  return {
    clearbit: row('clearbit'),
    slack: row('slack'),
    email: row('email'),
    hubspot: row('hubspot'),
    sms: row('sms'),
    teams: row('teams'),
  }
}

export type Summary = ReturnType<typeof summaryOf>

/**
 * What `--json` prints. Times in milliseconds from capture to the first rep, of leads that did not
 * have to wait for one.
 */
export function summaryOf({ board, tally, sandboxes }: Parts) {
  const counts = board.counts(new Date())
  const { p50, p95, p99 } = counts.speedMs ?? { p50: null, p95: null, p99: null }
  return {
    leads: counts.leads,
    assigned: counts.given,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    byState: counts.byState,
    everyLeadDecided: isSettled(board, tally),
    ...board.deeds,
    redelivered: tally.sentAgain,
    refused: tally.refused,
    vendors: vendorsOf({ board, sandboxes }),
    latest: board.latest.slice(0, 5).map((lead) => ({
      id: lead.id,
      source: lead.source,
      repId: lead.repId,
      tier: lead.tier,
      rule: lead.ruleId,
      reason: lead.reason,
      ms: lead.assignedInMs,
    })),
  }
}

/** True when every request that had to become a lead did, nothing else did, and all are decided. */
export function isSettled(board: Board, { leadsDue }: Tally): boolean {
  const leads = [...board.leads.values()]
  return leads.length === leadsDue && leads.every(({ isDecided }) => isDecided)
}
