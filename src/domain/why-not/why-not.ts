import { isDeepStrictEqual } from 'node:util'
import { comingTurns } from '../coming-turns.ts'
import type { Rep } from '../documents/teams.ts'
import type { RepId } from '../ids.ts'
import { ledgerAfter, type PickEntry } from '../ledger.ts'
import { isAway } from '../presence.ts'
import { membersOf, UNITS_PER_CREDIT } from '../shares.ts'
import { groupsOf, neededOf } from '../skills.ts'
import { timeOffAt, timeOffOf } from '../time-off.ts'
import { applyChange } from './apply-change.ts'
import { CHANGE_KINDS, type Change, sizeOf } from './change.ts'
import { otherFacts } from './other-facts.ts'
import { type Engine, type Outcome, receiverOf, type Scene } from './scene.ts'

/** Where the rep stood in the pool that gave the lead to somebody else, in credits. */
export type TurnMissed = {
  readonly poolId: string
  /** What the rep was owed, and what the one who got it was. */
  readonly owed: number
  readonly receiverOwed: number
  /** After how many further leads it is theirs, if nobody comes or goes; undefined beyond 20. */
  readonly turnsLater: number | undefined
}

/** Why a lead did not come to a rep. */
export type WhyNot = {
  /** Who got it; undefined when it waited. */
  readonly got: RepId | undefined
  /**
   * The smallest change that would have sent it to the rep; empty when it came to them, and undefined when no
   * change of at most three things would.
   */
  readonly changes: readonly Change[] | undefined
  readonly turn: TurnMissed | undefined
}

/** More things at once would be another story. */
const MOST_CHANGES = 3
const TURNS_AHEAD = 20

/**
 * Finds the smallest change with which the engine would have given the lead to the rep. Candidates are
 * tried from the smallest on, fewer things before more, those without other facts first, and then by kind,
 * and each is run through the engine itself: nothing is claimed that it did not do.
 */
export function whyNot(scene: Scene, repId: RepId, engine: Engine): WhyNot {
  const asItWas = engine(scene)
  const got = receiverOf(asItWas)
  const turn = turnMissed(asItWas, repId)
  if (got === repId) return { got, changes: [], turn }
  return { got, changes: smallest(scene, asItWas, repId, engine), turn }
}

function smallest(scene: Scene, asItWas: Outcome, repId: RepId, engine: Engine) {
  const firstOf = (sets: readonly Candidate[][]) =>
    sets
      .values()
      .map((changes) => verified(scene, changes, repId, engine))
      .find((made) => made !== undefined)
  const others = candidatesFor(scene, asItWas, repId)
  const facts = otherFacts(scene.facts, scene.locked.configuration.documents, repId)
  const known: Candidate[] = []
  for (let size = 1; size <= MOST_CHANGES; size += 1) {
    const made = firstOf(setsOfSize(others, size))
    if (made !== undefined) return made
    // What the lead would have to be takes longest to find, so it is looked for when nothing else will do.
    known.push(...(facts.next().value ?? []))
    const all = setsOfSize([...others, ...known], size)
    const madeWith = firstOf(all.filter((set) => set.some(({ kind }) => kind === 'facts')))
    if (madeWith !== undefined) return madeWith
  }
  return undefined
}

/** A turn is measured last: how much is missing depends on the other changes. */
type Candidate = Change | { readonly kind: 'any-turn' }

function candidatesFor(scene: Scene, { chain }: Outcome, repId: RepId): readonly Candidate[] {
  const { lead, locked } = scene
  const { teams } = locked.configuration.documents
  const rep = teams.reps.find(({ id }) => id === repId)
  if (rep === undefined) return []
  const presence = locked.presence.get(repId) ?? 'calendar'
  const off = [
    ...rep.timeOff.map((written) => timeOffOf(written, rep)),
    ...(locked.timeOff.get(repId) ?? []),
  ]
  const inPools = teams.pools.flatMap(({ members }) => members.filter((one) => one.repId === repId))
  const was = isAway(presence) ? presence : undefined
  const all: readonly (Candidate | false)[] = [
    { kind: 'any-turn' },
    presence !== 'online' && { kind: 'presence', was },
    timeOffAt(off, locked.now) !== undefined && { kind: 'time-off' },
    [rep, ...inPools].some(({ caps }) => caps.length > 0) && { kind: 'cap' },
    lead.triedRepIds.includes(repId) && { kind: 'tried' },
    ...skillsWithout(chain, rep),
    ...poolsWithout(chain, scene, repId),
    ...ownersBeside(scene, repId),
    !rep.active && { kind: 'active' },
  ]
  return all.filter((one) => one !== false)
}

/**
 * What the rule asks of members of its pools and the rep does not have: what it requires first, then that
 * with one group of wishes after another, the last to be dropped first.
 */
function skillsWithout(chain: Outcome['chain'], { skills }: Rep): readonly Change[] {
  const asks = chain.find(({ kind }) => kind === 'pool')?.asks
  const counts = groupsOf(asks).map((_, dropped) => dropped)
  const lacking = [...counts, counts.length].reverse().map((dropped) => {
    const needed = Object.entries(neededOf(asks, dropped))
    return needed.filter(([name, level]) => (skills[name] ?? 0) < level)
  })
  const other = lacking.filter((one, at) => !isDeepStrictEqual(one, lacking[at - 1] ?? []))
  return other.map((one) => ({ kind: 'skills', skills: Object.fromEntries(one) }))
}

function poolsWithout(chain: Outcome['chain'], { locked }: Scene, repId: RepId): readonly Change[] {
  const ids = new Set(chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : [])))
  return locked.configuration.documents.teams.pools
    .filter(({ id, members }) => ids.has(id) && !members.some((one) => one.repId === repId))
    .map(({ id }) => ({ kind: 'member', poolId: id }))
}

function ownersBeside({ lead, locked }: Scene, repId: RepId): readonly Change[] {
  const contact = lead.contactId && locked.contacts.get(lead.contactId)
  const owners = [
    { of: 'contact', was: contact?.ownerRepId ?? lead.possibleOwnerId },
    { of: 'account', was: lead.parts.account?.facts?.ownerId as RepId | undefined },
  ] as const
  return owners.flatMap(({ of, was }) =>
    was === undefined || was === repId ? [] : [{ kind: 'owner' as const, of, was }],
  )
}

/** All sets of candidates, no two of one kind, that are so many changes together, smallest kinds first. */
function setsOfSize(candidates: readonly Candidate[], size: number): readonly Candidate[][] {
  const [first, ...rest] = candidates
  if (size === 0) return [[]]
  if (first === undefined) return []
  const left = size - (first.kind === 'any-turn' ? 1 : sizeOf(first))
  const others = rest.filter(({ kind }) => kind !== first.kind)
  const withFirst = left < 0 ? [] : setsOfSize(others, left).map((set) => [first, ...set])
  return [...withFirst, ...setsOfSize(rest, size)]
}

/** The changes as they have to be, if the engine then gives the lead to the rep. */
function verified(
  scene: Scene,
  candidates: readonly Candidate[],
  repId: RepId,
  engine: Engine,
): readonly Change[] | undefined {
  const changes = candidates.filter((one) => one.kind !== 'any-turn')
  const changed = changes.reduce((now, change) => applyChange(now, change, repId), scene)
  const outcome = engine(changed)
  if (changes.length === candidates.length) {
    return receiverOf(outcome) === repId ? inOrder(changes) : undefined
  }
  const missing = missingCredits(outcome.decision.ledgerEntry, repId)
  if (missing === undefined) return undefined
  const turned = engine(applyChange(changed, missing, repId))
  return receiverOf(turned) === repId ? inOrder([missing, ...changes]) : undefined
}

const inOrder = (changes: readonly Change[]) =>
  [...changes].sort((a, b) => CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind))

/** A hundred-thousandth of a credit: more than what counts as a tie. */
const ABOVE_A_TIE = 0.000_01

/** What the rep would have to be owed besides, for their turn to have come in this pick. */
function missingCredits(entry: PickEntry | undefined, repId: RepId): Change | undefined {
  if (entry === undefined || entry.entitled[repId] === undefined || entry.repId === repId) {
    return undefined
  }
  const { owed, receiverOwed } = owedIn(entry, repId)
  // What one is owed more the others are owed less, so a part of the difference is enough.
  return { kind: 'turn', poolId: entry.poolId, credits: receiverOwed - owed + ABOVE_A_TIE }
}

const owedIn = ({ credits, repId: receiver }: PickEntry, repId: RepId) => ({
  owed: (credits[repId] ?? 0) / UNITS_PER_CREDIT,
  receiverOwed: (credits[receiver] ?? 0) / UNITS_PER_CREDIT + 1,
})

function turnMissed({ decision }: Outcome, repId: RepId): TurnMissed | undefined {
  const { ledgerEntry: entry } = decision
  if (entry?.entitled[repId] === undefined || entry.repId === repId) return undefined
  const coming = comingTurns(ledgerAfter(entry), membersOf(entry.entitled), TURNS_AHEAD)
  const place = coming.findIndex((one) => one.repId === repId || one.tiedWith.includes(repId))
  return {
    poolId: entry.poolId,
    ...owedIn(entry, repId),
    turnsLater: place < 0 ? undefined : place + 1,
  }
}
