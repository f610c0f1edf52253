import type { Path } from '../document-references.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import type { TeamsDocument } from '../documents/teams.ts'
import type { RepId } from '../ids.ts'
import { type RosterEntry, type RosterFacts, rosterAt } from '../roster.ts'
import type { Target } from '../route.ts'
import { hasAll, type Levels } from '../skills.ts'
import { targetRep } from '../target-rep.ts'
import type { Finding } from './finding.ts'

/** How far ahead calendars are looked at. */
const AHEAD_MS = 7 * 24 * 60 * 60 * 1_000

type Chain = {
  readonly id: string
  readonly path: Path
  readonly targets: readonly Target[]
  /** What members of its pools must have; what is only wished for keeps nobody out. */
  readonly required: Levels
}

/**
 * Chains in which nobody can ever take a lead, and stretches of the coming week in which nobody
 * along a chain is there by their calendar. What reps say about themselves is not foreseen.
 */
export function chainFindings(
  routing: RoutingDocument,
  teams: TeamsDocument,
  timeOff: RosterFacts['timeOff'],
  now: Date,
): readonly Finding[] {
  const week = weekOf(teams, timeOff, now)
  return chainsIn(routing).flatMap((chain) => findingAbout(chain, teams, week) ?? [])
}

function chainsIn({ rules, fallback }: RoutingDocument): readonly Chain[] {
  const ofRules = rules.map(({ id, targets, skills }, index) => {
    return { id, path: ['rules', index, 'targets'], targets, required: skills?.required ?? {} }
  })
  return [...ofRules, { id: 'fallback', path: ['fallback'], targets: fallback, required: {} }]
}

type Moment = { readonly at: Date; readonly roster: readonly RosterEntry[] }

/** Who is there, at every moment of the coming week at which that changes. */
function weekOf(
  teams: TeamsDocument,
  timeOff: RosterFacts['timeOff'],
  now: Date,
): readonly Moment[] {
  const facts = { presence: new Map(), timeOff }
  const moments: Moment[] = []
  const end = now.getTime() + AHEAD_MS
  for (let at: Date | undefined = now; at !== undefined && at.getTime() < end; ) {
    const roster: readonly RosterEntry[] = rosterAt(teams, facts, at)
    moments.push({ at, roster })
    const changes = roster.flatMap(({ changesAt }) => changesAt?.getTime() ?? [])
    at = changes.length === 0 ? undefined : new Date(Math.min(...changes))
  }
  return moments
}

function findingAbout(
  { id, path, targets, required }: Chain,
  teams: TeamsDocument,
  week: readonly Moment[],
): Finding | undefined {
  const members = membersOf(targets, teams, required)
  const who = `nobody along the chain of \`${id}\`${having(required)}`
  const active = members.filter(({ repId }) =>
    teams.reps.some((it) => it.id === repId && it.active),
  )
  if (active.length === 0) {
    const message = `${who} is active: all its leads go to the default acceptor`
    return { code: 'ends-in-nobody', level: 'error', path, message }
  }
  const gone = longest(stretchesWithout(active, week))
  if (gone === undefined) return undefined
  const waits = targets.at(-1)?.kind === 'waiting-list' || holds(targets, teams)
  const what = waits
    ? `wait, for up to ${hours(gone)}`
    : `go to the default acceptor (\`${teams.defaultAcceptor}\`)`
  const message = `${who} is there from ${minute(gone.from)} to ${minute(gone.to)}: leads ${what}`
  return { code: 'nobody-there', level: waits ? 'note' : 'warning', path, message, at: gone.from }
}

type Member = { readonly repId: RepId; readonly aroundTheClock: boolean }

const holds = (targets: readonly Target[], { pools }: TeamsDocument) =>
  targets.some(
    (target) =>
      target.kind === 'pool' &&
      pools.some(({ id, whenNobody }) => id === target.poolId && whenNobody === 'hold'),
  )

/** With which skills, where any are required. */
function having(required: Levels): string {
  const skills = Object.entries(required).map(([skill, level]) => `\`${skill}: ${level}\``)
  return skills.length === 0 ? '' : ` who has ${skills.join(' and ')}`
}

function membersOf(
  targets: readonly Target[],
  teams: TeamsDocument,
  required: Levels,
): readonly Member[] {
  const levels = new Map(teams.reps.map(({ id, skills }) => [id, skills]))
  return targets.flatMap((target): readonly Member[] => {
    const repId = targetRep(target, teams)
    if (repId !== undefined) return [{ repId, aroundTheClock: false }]
    if (target.kind !== 'pool') return []
    const pool = teams.pools.find(({ id }) => id === target.poolId)
    // Who is given leads at any hour need not be there.
    const aroundTheClock = pool?.aroundTheClock || pool?.whenNobody === 'assign'
    const members = pool?.members.map((member) => ({ repId: member.repId, aroundTheClock })) ?? []
    return members.filter((member) => hasAll(levels.get(member.repId) ?? {}, required))
  })
}

type Stretch = { readonly from: Date; readonly to: Date }

function stretchesWithout(members: readonly Member[], week: readonly Moment[]): readonly Stretch[] {
  if (members.some(({ aroundTheClock }) => aroundTheClock)) return []
  const repIds = new Set(members.map(({ repId }) => repId))
  const stretches: Stretch[] = []
  for (const [index, { at, roster }] of week.entries()) {
    if (roster.some((rep) => repIds.has(rep.id) && rep.availableNow)) continue
    const to = week[index + 1]?.at ?? new Date((week[0]?.at.getTime() ?? 0) + AHEAD_MS)
    const before = stretches.at(-1)
    if (before?.to.getTime() === at.getTime()) stretches[stretches.length - 1] = { ...before, to }
    else stretches.push({ from: at, to })
  }
  return stretches
}

const lengthOf = ({ from, to }: Stretch) => to.getTime() - from.getTime()

const longest = (stretches: readonly Stretch[]): Stretch | undefined =>
  [...stretches].sort((a, b) => lengthOf(b) - lengthOf(a))[0]

const hours = (stretch: Stretch) => `${Math.round(lengthOf(stretch) / 360_000) / 10} hours`

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
