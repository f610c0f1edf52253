import type { BoundGap, FairnessProof, LedgerProblem } from '../domain/fairness-proof.ts'
import type { FairnessAnswer } from './fairness-answers.ts'
import { table } from './table.ts'

/** Who is owed what in a pool, and whose turns come. */
export function standingText(standing: FairnessAnswer): string {
  const { poolId, sequence, strategy, members } = standing
  const rows = members.map(({ repId, weight, ...member }) => [
    repId,
    weight === undefined ? 'left' : String(weight),
    nowText(member),
    ...figures(member),
  ])
  return [
    `Pool ${poolId} (${strategy}) after ${entriesText(sequence)}`,
    '',
    table([['rep', 'weight', 'now', 'due', 'got', 'owed'], ...rows]),
    ...members.flatMap(catchUpText),
    '',
    ...comingText(standing),
  ].join('\n')
}

function nowText({ isThere, isAtCap }: Pick<Member, 'isThere' | 'isAtCap'>): string {
  if (isAtCap) return 'at cap'
  return isThere ? 'here' : '-'
}

function comingText({ strategy, members, coming }: FairnessAnswer): readonly string[] {
  if (members.some(({ isThere }) => isThere)) return turnsText(strategy, coming)
  const isFull = members.some(({ isAtCap }) => isAtCap)
  return [isFull ? 'Whoever is there is at their cap.' : 'Nobody is there to take a turn.']
}

function turnsText(strategy: string, coming: FairnessAnswer['coming']): readonly string[] {
  const turns = coming.map(({ repId, tiedWith }) => [repId, ...tiedWith].join(' or '))
  if (turns.length === 0)
    return [`Whose turn comes next depends on more than credits: ${strategy}.`]
  const alike = strategy === 'by-value' ? ' and each lead is worth 1' : ''
  return [
    `Next, if nobody comes or goes${alike}:`,
    ...turns.map((turn, at) => `${at + 1}. ${turn}`),
  ]
}

type Member = FairnessAnswer['members'][number]

/** How somebody who was away becomes level again. */
function catchUpText({ repId, isAtCap, catchUp }: Member): readonly string[] {
  if (catchUp === undefined) return []
  const { missed, gets, leads } = catchUp
  const much = `${repId} missed ${missed.toFixed(2)} leads`
  if (gets === undefined) return [`${much} and is ${isAtCap ? 'at their cap' : 'away'}.`]
  const rate = `gets ${short(gets.weight)} of every ${short(gets.of)}`
  if (leads === undefined) return [`${much} and ${rate}: nobody else is there.`]
  return [`${much} and ${rate} until level, about ${leads} leads.`]
}

const short = (weight: number) => String(Number(weight.toFixed(2)))

/** What was found by computing a ledger again. */
export function proofText(proof: FairnessProof): string {
  const { poolId, entries, head, problems, members } = proof
  if (poolId === undefined && entries === 0) return 'There are no entries.'
  const rows = members.map(({ repId, ...leads }) => [repId, ...figures(leads)])
  return [
    `Pool ${poolId ?? 'unknown'}: ${entriesText(entries)}. The last hash is`,
    head ?? 'unknown',
    '',
    problems.length === 0
      ? 'Every turn and every hash is as it must be.'
      : `${problems.length} problems:\n${problems.map(problemText).join('\n')}`,
    '',
    table([['rep', 'due', 'got', 'owed'], ...rows]),
    '',
    boundText(proof),
    'An end that was cut off shows only beside a last hash that you noted before.',
  ].join('\n')
}

function figures(leads: { entitled: number; received: number; credit: number }): string[] {
  const { entitled, received, credit } = leads
  const owed = Math.abs(credit) < 0.005 ? '0.00' : `${credit > 0 ? '+' : ''}${credit.toFixed(2)}`
  return [entitled.toFixed(2), short(received), owed]
}

const PROBLEMS: Readonly<Record<LedgerProblem['problem'], string>> = {
  'out-of-order': 'does not follow on the one before: something is missing or slipped in',
  'chain-broken': 'does not carry the hash of the one before',
  'hash-wrong': 'was changed: its hash is another',
  'nobody-eligible': 'names nobody who could have been picked',
  'pick-wrong': 'gave the lead to somebody whose turn it was not',
  'change-wrong': 'changes credits as such a change cannot',
  'refund-wrong': 'refunds what was not given, or was refunded before',
  'credits-wrong': 'leaves other credits than it must',
  unreadable: 'cannot be read',
  'bound-exceeded': 'is further from a fair share than can be',
}

const problemText = ({ sequence, problem }: LedgerProblem) =>
  `  entry ${sequence} ${PROBLEMS[problem]} (${problem})`

const GAPS: Readonly<Record<BoundGap, string>> = {
  'unequal-weights': 'weights differ',
  'passed-over': 'reps were passed over for leads that they had had',
  'catch-up': 'somebody caught up on what they missed',
  refund: 'leads were refunded',
  adjustment: 'credits were adjusted',
  removal: 'somebody left the pool',
}

function boundText({ furthest, bound, members }: FairnessProof): string {
  if (furthest === undefined) return 'Nobody was ever due anything.'
  const { leads, repId, sequence } = furthest
  const most = `Furthest from a fair share: ${leads.toFixed(2)} leads (${repId}, entry ${sequence}).`
  const proven = `${bound.leads.toFixed(1)} leads for ${members.length} equal members`
  if (bound.gaps.length === 0) return `${most}\nProven to be the most: ${proven}.`
  const why = bound.gaps.map((gap) => GAPS[gap]).join('; ')
  return `${most}\nThis is what was measured. The bound of ${proven}\nis no proof here: ${why}.`
}

const entriesText = (count: number) => `${count} ${count === 1 ? 'entry' : 'entries'}`
