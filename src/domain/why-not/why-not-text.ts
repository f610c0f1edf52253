import type { RepId } from '../ids.ts'
import type { Change } from './change.ts'
import type { TurnMissed, WhyNot } from './why-not.ts'

/** Gives a rep's name. */
type NameOf = (repId: string) => string

/**
 * The answer in one sentence. What the lead said is left out where it is not for the reader: fields are
 * named then, and their values are not.
 */
export function whyNotText(
  { got, changes, turn }: WhyNot,
  repId: RepId,
  { nameOf, withFacts }: { readonly nameOf: NameOf; readonly withFacts: boolean },
): string {
  const rep = nameOf(repId)
  if (changes?.length === 0) return `This lead came to ${rep}.`
  const receiver = got === undefined ? 'It waited for somebody' : `${nameOf(got)} got this lead`
  if (changes === undefined) {
    return `${receiver}; no change of up to three things would have brought it to ${rep}.`
  }
  const words = changes.map((change) => wordsFor(change, { nameOf, withFacts, turn }))
  return `${receiver}. It would have come to ${rep} ${words.join(', and ')}.`
}

type Saying = {
  readonly nameOf: NameOf
  readonly withFacts: boolean
  readonly turn: TurnMissed | undefined
}

function wordsFor(change: Change, { nameOf, withFacts, turn }: Saying): string {
  switch (change.kind) {
    case 'turn':
      return turnWords(change, turn)
    case 'presence':
      return change.was === undefined
        ? 'had they been at work, or said that they are online'
        : `had they said that they are online (they were ${change.was})`
    case 'time-off':
      return 'had they not had time off'
    case 'cap':
      return 'had they had a place below their caps'
    case 'tried':
      return 'had they not had it before and given it back or let it pass'
    case 'skills':
      return `with the skills ${Object.entries(change.skills)
        .map(([skill, level]) => `${skill} ${level}`)
        .join(', ')}`
    case 'member':
      return `were they in the pool ${change.poolId}`
    case 'owner':
      return `were the ${change.of === 'contact' ? 'person' : 'account'} theirs and not ${nameOf(change.was)}'s`
    case 'active':
      return 'were they active'
    case 'facts':
      return `by rule ${change.ruleId}, had the lead had ${factsText(change.facts, withFacts)}`
  }
}

function turnWords({ poolId, credits }: Extract<Change, { kind: 'turn' }>, turn?: TurnMissed) {
  if (turn?.poolId !== poolId) return `had it been their turn in ${poolId}`
  const later =
    turn.turnsLater === undefined
      ? 'later'
      : `${turn.turnsLater} turn${turn.turnsLater === 1 ? '' : 's'} later`
  const owed = `they were owed ${signed(turn.owed)}, who got it ${signed(turn.receiverOwed)}`
  return credits < 0.001
    ? `had the lot fallen on them in ${poolId}: both were owed ${signed(turn.owed)}`
    : `${later}: it was not their turn in ${poolId} (${owed})`
}

const signed = (credits: number) => `${credits < 0 ? '' : '+'}${credits.toFixed(2)}`

function factsText(facts: Readonly<Record<string, unknown>>, withValues: boolean): string {
  return Object.entries(facts)
    .map(([field, value]) => {
      if (!withValues) return `another ${field}`
      return value === null ? `no ${field}` : `${field} = ${JSON.stringify(value)}`
    })
    .join(' and ')
}
