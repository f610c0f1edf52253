import type { Decision, Locked, LockKeys, Outcome } from '../domain/decision.ts'
import type { LeadId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'

/** The lock half and the pure half of a stage that decides under lock. */
export type LockedDecision = {
  readonly name: string
  locks(lead: Lead): LockKeys
  decide(lead: Lead, locked: Locked): Decision
}

/** Keeps leads and everything that happened to them. Database work of many leads is grouped. */
export type LeadStore = {
  /** Rejects with `Refused` (`lead-unknown`) when there is no such lead. */
  load(id: LeadId): Promise<Lead>

  /**
   * Adds one event with its parts, tasks and review item, and resolves with the lead brought up
   * to date: all of it or nothing.
   *
   * Rejects with `Overtaken` when the lead has changed since it was loaded. Called twice with the
   * same lead, the second call is overtaken.
   */
  append(lead: Lead, outcome: Outcome): Promise<Lead>

  /**
   * Takes the locks the decision asks for, lets it decide on what they hold still, and commits
   * all it decided. Leads that decide at the same time are served in one batch, one after another.
   * What stages have `said` about the lead since it was loaded is added first, in the same commit.
   *
   * Rejects with `Overtaken` as `append` does.
   */
  decide(lead: Lead, decision: LockedDecision, said?: readonly Outcome[]): Promise<Lead>

  /**
   * Records a fact, which is never dropped: the lead is read under its lock, and what `outcome`
   * makes of it is added to whatever has happened since. Nothing is added for `undefined`.
   */
  record(id: LeadId, outcome: (lead: Lead) => Outcome | undefined): Promise<Lead>
}
