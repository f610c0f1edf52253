import { accountOfLeadText } from './account-of-lead-text.ts'
import { dueText } from './due-text.ts'
import { lateRouteText } from './late-route-text.ts'
import type { ExplanationAnswer, LeadAnswer, TouchAnswer } from './lead-answers.ts'
import { minute } from './minute.ts'
import { personText } from './person-text.ts'
import { rulesText, segmentText } from './rules-text.ts'
import { shortened, table } from './table.ts'

type Route = NonNullable<ExplanationAnswer['route']>
type Score = NonNullable<ExplanationAnswer['score']>
type PoolPick = ExplanationAnswer['picks'][number]

/** Who got a lead and why, in words: score reasons, rules looked at, turns taken. */
export function explanationText(lead: LeadAnswer, explanation: ExplanationAnswer): string {
  const { person, account, score, route, picks, waits, skippedStages } = explanation
  const sections = [
    attributionText(lead),
    person === undefined ? [] : personText(person),
    account === undefined ? [] : accountOfLeadText(account),
    score === undefined ? [] : scoreText(score),
    touchesText(lead),
    route === undefined ? [] : routeText(route),
    assignmentText(lead, explanation),
    picks.flatMap(pickText),
    explanation.acknowledgements.flatMap(dueText),
    waits.flatMap(waitText),
    explanation.lateRoutes.map((one) => lateRouteText(one, lead.id)),
    explanation.creditChanges.map(creditText),
    skippedStages.length === 0 ? [] : [`Skipped and still owed: ${skippedStages.join(', ')}`],
    lead.deadLetters.map(({ queue, failure }) => `Given up: ${queue} (${failure})`),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.flatMap((text) => text.split('\n')))
    .map((lines) => lines.map((line) => shortened(line, 80)).join('\n'))
    .join('\n\n')
}

/** What brought the lead; nothing when nothing is known of it. */
function attributionText({ attribution }: LeadAnswer): readonly string[] {
  const { campaign, adGroup, ad, form } = attribution
  const known = Object.entries({ campaign, 'ad group': adGroup, ad, form })
  const said = known.flatMap(([what, one]) => {
    const [first, ...more] = [one?.name, one?.id].filter((text) => text !== undefined)
    if (first === undefined) return []
    return [`  ${what.padEnd(8)}  ${first}${more.map((id) => ` (${id})`).join('')}`]
  })
  return said.length === 0 ? [] : ['Came by', ...said]
}

function scoreText({ total, fit, interest, tier, reasons }: Score): readonly string[] {
  const sorted = [...reasons].sort((a, b) => b.points - a.points)
  return [
    `Score ${total}${tier === undefined ? '' : ` (${tier})`}: fit ${fit}, interest ${interest}`,
    ...sorted.map(({ points, reason }) => `  ${signed(points).padStart(4)}  ${reason}`),
  ]
}

function touchesText({ parts: { touches } }: LeadAnswer): readonly string[] {
  if (touches === undefined) return []
  const { first, last, lastNonDirect } = touches
  return [
    `First touch: ${touchText(first)}`,
    `Last touch:  ${touchText(last)}`,
    ...(lastNonDirect === undefined || last.channel !== 'direct'
      ? []
      : [`Before that: ${touchText(lastNonDirect)}`]),
  ]
}

function touchText({ at, channel, utm = {}, campaign, referrer }: TouchAnswer): string {
  const marks = [utm.source, utm.medium, utm.campaign ?? campaign?.name ?? campaign?.id]
  const from = marks.filter(Boolean).join(' / ') || referrer
  return `${channel}, ${minute(at)}${from ? `, ${from}` : ''}`
}

function routeText({ ruleId, rules, segments = [], chain }: Route): readonly string[] {
  return [
    ruleId === undefined ? 'Route: no rule matched, so the fallback' : `Route: rule ${ruleId}`,
    ...rulesText(rules),
    ...segments.flatMap(segmentText),
    `  goes to ${chain.map(targetText).join(', then ')}`,
  ]
}

function targetText({ kind, repId, poolId, teamId, owns }: Route['chain'][number]): string {
  if (kind === 'waiting-list') return 'the waiting list'
  const isOwner = owns === undefined ? '' : ' (owner)'
  if (kind !== 'manager') return `${kind} ${repId ?? poolId}${isOwner}`
  return teamId === undefined ? `the manager of ${repId}` : `the manager of team ${teamId}`
}

function assignmentText(
  { state }: LeadAnswer,
  { assignments }: ExplanationAnswer,
): readonly string[] {
  if (assignments.length === 0) return [`Nobody has had this lead; it is ${state}.`]
  return assignments.flatMap(({ name, reasonText, coversFor, dropped, by, passedOver }) => {
    const cover = coversFor === undefined ? '' : `, covering for ${coversFor}`
    const wishes = dropped === undefined ? '' : `, without ${dropped.join(', ')}`
    const who = by === undefined ? '' : ` (${by})`
    const given = `Given to ${name}: ${reasonText}${who}${cover}${wishes}`
    return [given, ...passedOverText(passedOver)]
  })
}

function passedOverText(
  passed: ExplanationAnswer['assignments'][number]['passedOver'],
): readonly string[] {
  if (passed.length === 0) return []
  const rows = passed.map(({ poolId, name, reason }) => [
    `  not ${name}`,
    poolId === undefined ? 'by name' : `in ${poolId}`,
    reason,
  ])
  return [table(rows)]
}

function pickText({ poolId, strategy, worth, candidates }: PoolPick): readonly string[] {
  const looked = SEEN[strategy]
  const rows = candidates.map(({ name, picked, skipped, seen, creditBefore, creditAfter }) => [
    `  ${picked ? '→' : ' '} ${name}`,
    skipped ?? (picked ? 'picked' : 'entitled'),
    ...(looked === undefined ? [] : [seen === undefined ? '' : `${looked} ${seen}`]),
    `credit ${creditBefore.toFixed(2)} → ${creditAfter.toFixed(2)}`,
  ])
  const by = strategy === 'round-robin' ? '' : `, ${strategy}`
  return [`Turn in pool ${poolId}${by}${worth === 1 ? '' : `: worth ${worth}`}`, table(rows)]
}

/** What was seen of the members, by strategy. */
const SEEN: Readonly<Record<string, string>> = {
  'least-loaded': 'open',
  'capacity-weighted': 'free',
  'best-skill': 'levels',
}

function waitText(wait: ExplanationAnswer['waits'][number]): readonly string[] {
  const { at, until, skipped, passedOver } = wait
  const next = until === undefined ? '' : `, the first comes ${minute(until)}`
  const rows = skipped.map(({ name, reason }) => [`  ${name}`, reason])
  return [
    `Waited from ${minute(at)}${next}`,
    ...(rows.length === 0 ? [] : [table(rows)]),
    ...passedOverText(passedOver),
  ]
}

function creditText(change: ExplanationAnswer['creditChanges'][number]): string {
  const { kind, poolId, at, name, credits, reason, by } = change
  const why = [reason, by && `by ${by}`].filter(Boolean).join(', ')
  const what = `${kind} in ${poolId}: ${name} ${credits < 0 ? '' : '+'}${credits.toFixed(2)}`
  return `${minute(at)}  ${what}${why === '' ? '' : ` (${why})`}`
}

const signed = (points: number) => (points > 0 ? `+${points}` : String(points))
