import { tierOf } from '../../domain/capacity.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Manner, Strategy } from '../../domain/pool-strategy.ts'
import { capacityOf } from '../../domain/rep-capacity.ts'
import type { Target } from '../../domain/route.ts'
import { levelsIn } from '../../domain/skills.ts'
import { repNamed } from './availability.ts'

type PoolTarget = Extract<Target, { kind: 'pool' }>

/** How a pool chooses for a lead, with what its strategy sees of every member. */
export function mannerOf(pool: Pool, target: PoolTarget, lead: Lead, locked: Locked): Manner {
  const { strategy } = pool
  const sees = SEES[strategy]
  const looked = sees === undefined ? [] : pool.members
  const seen = looked.flatMap(({ repId }) => {
    const rep = repNamed(repId, locked)
    return rep === undefined || sees === undefined
      ? []
      : [[repId, sees(rep, target, locked)] as const]
  })
  const worth = strategy === 'by-value' ? (target.worth ?? pool.worth[tierOf(lead)]) : 1
  return { strategy, seen: Object.fromEntries(seen), worth }
}

type Sight = (rep: Rep, target: PoolTarget, locked: Locked) => number

/** What each strategy looks at, besides the ledger. */
const SEES: Readonly<Partial<Record<Strategy, Sight>>> = {
  'least-loaded': ({ id }, _, locked) => openLeads(id, locked),
  // What nobody can have is no place: a rep over their capacity is full like any other.
  'capacity-weighted': (rep, _, locked) =>
    Math.max(0, (capacityOf(rep) ?? 0) - openLeads(rep.id, locked)),
  'best-skill': ({ skills }, { asks }) => levelsIn(skills, asks),
}

const openLeads = (repId: RepId, { loads }: Locked) =>
  loads.get(repId)?.taken.filter(({ isOpen }) => isOpen).length ?? 0
