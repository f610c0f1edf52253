import { freeAt, type RepLoad } from '../../domain/capacity.ts'
import { capsHolding } from '../../domain/caps-holding.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Target } from '../../domain/route.ts'
import { hasAll, type Levels } from '../../domain/skills.ts'
import { type Absence, absenceOf, repNamed } from './availability.ts'

const BY_CALENDAR = { aroundTheClock: false }

/** Why a rep is passed over: they lack a skill, are not there, or have as many leads as they may. */
export function skipReasonOf(
  repId: RepId,
  lead: Lead,
  locked: Locked,
  { pool, target, needed = {}, anyHour = false }: Asked,
): Absence | 'lacks-skill' | 'at-cap' | undefined {
  const rep = repNamed(repId, locked)
  if (rep?.active && !hasAll(rep.skills, needed)) return 'lacks-skill'
  const absence = absenceOf(rep, locked, pool ?? BY_CALENDAR)
  if (rep === undefined || !isExcused(absence, anyHour)) return absence
  if (target?.ignoreCaps || isOwned(target)) return undefined
  return holding(rep, lead, locked, pool).length > 0 ? 'at-cap' : undefined
}

/** Whether who is not there may be given leads all the same. */
const isExcused = (absence: Absence | undefined, anyHour: boolean) =>
  absence === undefined || (anyHour && (absence === 'off-hours' || absence === 'away'))

type Asked = {
  readonly pool?: Pool
  readonly target: Target | undefined
  readonly needed?: Levels
  /** Also who is off hours or away. */
  readonly anyHour?: boolean
}

/** Whether a target is somebody who owns the account, whom no cap holds back. */
const isOwned = (target: Target | undefined) => target?.kind === 'rep' && target.owns !== undefined

/** When time alone gives a rep, who is there, a place for this lead; undefined when it does not. */
export function placeFreeAt(rep: Rep, lead: Lead, locked: Locked, pool?: Pool): Date | undefined {
  const times = holding(rep, lead, locked, pool).map(({ cap, load }) =>
    freeAt(cap, load.taken, locked.now, rep.timeZone),
  )
  // All of them have to give way, and one by status does so when somebody acts.
  if (times.length === 0 || times.includes(undefined)) return undefined
  return new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)))
}

const holding = (rep: Rep, lead: Lead, { loads, now }: Locked, pool: Pool | undefined) =>
  capsHolding({ rep, pool, load: loads.get(rep.id) ?? NOTHING }, lead, now)

const NOTHING: RepLoad = { taken: [], queue: [] }
