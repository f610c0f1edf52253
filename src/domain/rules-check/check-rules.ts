import type { Documents } from '../documents/documents.ts'
import type { RosterFacts } from '../roster.ts'
import { chainFindings } from './chains.ts'
import type { Finding } from './finding.ts'
import { gapIn } from './gaps.ts'
import { impossibleValues } from './impossible-values.ts'
import { leftTargets } from './left-targets.ts'
import { missingLists } from './missing-lists.ts'
import { deadRule, overlapOf, type PastLead, type Rules, rulesOf } from './territories.ts'
import { oftenUnknown } from './unknowns.ts'

/** What rules are looked at beside their documents. */
export type RulesContext = {
  readonly past: readonly PastLead[]
  /** What was added to the time off of the `teams` document. */
  readonly timeOff: RosterFacts['timeOff']
  /** Which fields the lists of segments are of, as far as lists were loaded. */
  readonly lists: ReadonlyMap<string, string>
  /** When the coming week begins, whose calendars are looked at. */
  readonly now: Date
}

/** Each rule is compared with all before it for overlaps, as long as there are no more than this. */
const MOST_COMPARED = 500

/**
 * Looks for what is probably not meant in rules that are in good form: rules that cannot match,
 * rules that never get a lead, leads that two rules match or none, chains without anybody. For
 * equality, membership, ranges and presence the answers are exact; for anything else a condition
 * may do, only what a past lead shows is reported. Worst findings first, then in the order of the
 * document.
 */
export function checkRules(
  { routing, teams, sources }: Pick<Documents, 'routing' | 'teams' | 'sources'>,
  { past, timeOff, lists, now }: RulesContext,
): readonly Finding[] {
  const keys = sources.sources.map(({ key }) => key)
  const all = rulesOf(routing, keys, past)
  const ofRules = all.rules.flatMap((rule) => {
    const dead = deadRule(rule, all)
    const impossible = impossibleValues(rule, all)
    if (impossible.length > 0) {
      return impossible.map((one) => (dead === undefined ? one : { ...one, level: dead.level }))
    }
    if (dead !== undefined || rule.index >= MOST_COMPARED) return dead ?? []
    return overlapOf(rule, all) ?? []
  })
  const findings = [
    ...missingLists(routing, lists),
    ...ofRules,
    ...notCompared(all),
    ...oftenUnknown(all),
    ...chainFindings(routing, teams, timeOff, now),
    ...leftTargets(routing, teams),
    ...[gapIn(all) ?? []].flat(),
  ]
  return findings.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}

const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'note']

function notCompared({ rules }: Rules): readonly Finding[] {
  const first = rules[MOST_COMPARED]
  if (first === undefined) return []
  const message = `from \`${first.id}\` on, rules were not looked through for overlaps: that is done for the first ${MOST_COMPARED}`
  return [{ code: 'too-many', level: 'note', path: ['rules', MOST_COMPARED], message }]
}
