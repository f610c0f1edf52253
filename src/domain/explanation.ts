import type { Configuration } from './documents/documents.ts'
import { type AssignmentExplained, explainAssignment } from './explain-assignment.ts'
import { explainLateRoute, type LateRouteExplained } from './explain-late-routes.ts'
import { explainWait, type WaitExplained } from './explain-wait.ts'
import type { RepId } from './ids.ts'
import type { RecordedEvent } from './journey.ts'
import type { Lead } from './lead.ts'
import type { LeadParts, Scoring } from './lead-parts.ts'
import type { CreditEntry, PickEntry } from './ledger.ts'
import type { Strategy } from './pool-strategy.ts'
import type { RouteTrace, RuleLooked } from './route.ts'
import { type Credits, UNITS_PER_CREDIT } from './shares.ts'

/** One member of a pool in one pick, in credits (not units). */
export type Candidate = {
  readonly repId: RepId
  readonly name: string
  readonly picked: boolean
  /** The weight it gained credit by; undefined when it was passed over. */
  readonly weight: number | undefined
  /** Why it was passed over; undefined when it was entitled. */
  readonly skipped: string | undefined
  /** What the strategy saw of them: open leads, free places or levels; undefined where it looks at none. */
  readonly seen: number | undefined
  readonly creditBefore: number
  readonly creditAfter: number
}

/** One pick of a pool, so that its outcome can be checked by hand. */
export type PickExplained = {
  readonly poolId: string
  readonly sequence: number
  readonly at: Date
  readonly revision: number
  readonly repId: RepId
  readonly strategy: Strategy
  /** What the lead cost, in credits. */
  readonly worth: number
  readonly candidates: readonly Candidate[]
}

/** One change of a pool's ledger that was no pick, in credits. */
export type CreditChangeExplained = Pick<
  CreditEntry,
  'kind' | 'poolId' | 'sequence' | 'at' | 'repId' | 'reason' | 'by'
> & { readonly name: string; readonly credits: number }

/** One rule that was looked at, with its name. */
export type RuleExplained = RuleLooked & { readonly name: string }

/** A pick with the credits it started from: those of the entry before it. */
export type PoolPick = {
  readonly entry: PickEntry
  readonly creditsBefore: Credits
}

/** How a lead came to its contact. */
export type PersonExplained = {
  readonly contactId: string
  /** Which key attached it, `likeness`, or `new` and `none` for a contact of its own. */
  readonly by: string
  /** What comparing it with other contacts came to, field by field; undefined when it was skipped. */
  readonly comparison: LeadParts['match']
}

/** Why a lead has its score, why it was routed as it was, and why this rep got it. */
export type Explanation = {
  /** Whose the lead is and what said so; undefined before that is known. */
  readonly person: PersonExplained | undefined
  /** Which account of the book it belongs to and why; undefined before that was looked for. */
  readonly account: LeadParts['account']
  readonly score: (Scoring & { readonly tier: Lead['tier'] }) | undefined
  readonly route:
    | {
        readonly revision: number
        /** The rule that matched; undefined when none did and the fallback was taken. */
        readonly ruleId: string | undefined
        readonly rules: readonly RuleExplained[]
        readonly chain: Lead['chain']
        /** Segments that rules asked for. */
        readonly segments: RouteTrace['segments']
        /** Owners of the account and its parent, who come before the rules or do not. */
        readonly owners: RouteTrace['owners']
      }
    | undefined
  /** Oldest first: every time a rep got this lead, and the reason. */
  readonly assignments: readonly AssignmentExplained[]
  readonly picks: readonly PickExplained[]
  /** Oldest first: every time it was put on the waiting list, and why nobody could take it. */
  readonly waits: readonly WaitExplained[]
  /** Oldest first: what data that came late had to say to who has it. */
  readonly lateRoutes: readonly LateRouteExplained[]
  /** Oldest first: what was refunded or changed in a ledger because of this lead. */
  readonly creditChanges: readonly CreditChangeExplained[]
  /** Stages that were skipped to keep the deadline and are still owed. */
  readonly skippedStages: readonly string[]
}

/** What ledgers say because of a lead. */
type Ledgers = {
  readonly picks: readonly PoolPick[]
  readonly creditChanges: readonly CreditEntry[]
}

/** Puts together what was recorded about the decisions on a lead. Pure; decides nothing anew. */
export function explain(
  lead: Lead,
  events: readonly RecordedEvent[],
  { picks, creditChanges }: Ledgers,
  { documents }: Configuration,
): Explanation {
  const { scoring, trace } = lead.parts
  const names = new Map(documents.teams.reps.map(({ id, name }) => [String(id), name]))
  const nameOf = (repId: string) => names.get(repId) ?? repId
  const ruleNames = new Map(documents.routing.rules.map(({ id, name }) => [id, name]))
  return {
    person: personOf(lead, events),
    account: lead.parts.account,
    score: scoring === undefined ? undefined : { ...scoring, tier: lead.tier },
    route:
      trace === undefined
        ? undefined
        : {
            revision: trace.revision,
            ruleId: trace.rules.find(({ verdict }) => verdict === 'true')?.ruleId,
            rules: trace.rules.map((rule) => ({
              ...rule,
              name: ruleNames.get(rule.ruleId) ?? rule.ruleId,
            })),
            chain: lead.chain,
            segments: trace.segments,
            owners: trace.owners,
          },
    assignments: events.flatMap((event) => explainAssignment(event, nameOf)),
    picks: picks.map((pick) => explainPick(pick, nameOf)),
    waits: events.flatMap((event) => explainWait(event, nameOf)),
    lateRoutes: events.flatMap((event) => explainLateRoute(event, nameOf)),
    creditChanges: creditChanges.map(({ units, ...entry }) => ({
      ...entry,
      name: nameOf(entry.repId),
      credits: units / UNITS_PER_CREDIT,
    })),
    skippedStages: lead.skippedStages,
  }
}

function personOf({ parts }: Lead, events: readonly RecordedEvent[]): PersonExplained | undefined {
  const found = events.findLast(({ type }) => type === 'ContactIdentified')
  if (found === undefined) return undefined
  const { contactId, by } = found.data
  return { contactId: String(contactId), by: String(by), comparison: parts.match }
}

/** Everybody the entry names, the picked first, then by name. */
function explainPick({ entry, creditsBefore }: PoolPick, nameOf: NameOf): PickExplained {
  const { poolId, sequence, at, revision, repId, strategy, worth } = entry
  const members = [...new Set([...keys(entry.entitled), ...keys(entry.skipped)])]
  const candidates = members.map((member) => ({
    repId: member,
    name: nameOf(member),
    picked: member === repId,
    weight: entry.entitled[member],
    skipped: entry.skipped[member],
    seen: entry.seen[member],
    creditBefore: (creditsBefore[member] ?? 0) / UNITS_PER_CREDIT,
    creditAfter: (entry.credits[member] ?? 0) / UNITS_PER_CREDIT,
  }))
  candidates.sort((a, b) => Number(b.picked) - Number(a.picked) || (a.name < b.name ? -1 : 1))
  return { poolId, sequence, at, revision, repId, strategy, worth, candidates }
}

type NameOf = (repId: string) => string

const keys = (record: Readonly<Record<RepId, unknown>>) => Object.keys(record) as RepId[]
