import type { SeenLead } from '../seen-lead.ts'

/** Milliseconds as a person reads them: `612 ms`, `1.3 s`, `74 s`. */
export function shortTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`
}

/** Seconds as a clock: `0:23`, `12:05`. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** Which rule sent the lead, and why this rep of its chain. */
export function why({ ruleId = '', reason = '', poolId }: SeenLead, isBrief: boolean): string {
  const [brief, long] = REASONS[reason] ?? [reason, reason]
  const words =
    isBrief || poolId === undefined || reason !== 'pool-turn' ? long : `turn in ${poolId}`
  return `${ruleId}, ${isBrief ? brief : words}`
}

const REASONS: Readonly<Record<string, readonly [brief: string, long: string]>> = {
  'pool-turn': ['turn', 'turn'],
  'named-rep': ['named', 'named by the rule'],
  'account-owner': ['account', 'owns the company'],
  'parent-account-owner': ['parent', 'owns the parent company'],
  owner: ['owner', 'knows the person'],
  'possible-owner': ['perhaps', 'perhaps knows the person'],
  cover: ['cover', 'covers for somebody'],
  escalation: ['escalated', 'escalated'],
  'default-acceptor': ['default', 'default acceptor'],
}
