import type { Outcome } from '../domain/decision.ts'
import type { Lead } from '../domain/lead.ts'
import type { LockedDecision } from './lead-store.ts'
import type { Ports } from './ports.ts'

/** The time a stage has: `signal` aborts when its share of the deadline is used up. */
export type TimeShare = { readonly signal: AbortSignal }

/** A stage that looks at a lead, may ask outside, and says in one event what it found. */
export type LookAndSay = {
  readonly kind: 'look-and-say'
  readonly name: string
  run(lead: Lead, ports: Ports, share: TimeShare): Promise<Outcome>
}

/** A stage that must see others' decisions: a pure function run under locks. */
export type DecideUnderLock = LockedDecision & { readonly kind: 'decide-under-lock' }

export type Stage = LookAndSay | DecideUnderLock
