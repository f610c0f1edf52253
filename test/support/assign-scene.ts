import type { RepLoad } from '../../src/domain/capacity.ts'
import type { Contact } from '../../src/domain/contact.ts'
import type { Decision, Locked } from '../../src/domain/decision.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { ContactId, PoolId, RepId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import type { PoolQueue } from '../../src/domain/pool-queue.ts'
import type { Presence } from '../../src/domain/presence.ts'
import type { Target } from '../../src/domain/route.ts'
import type { TimeOff } from '../../src/domain/time-off.ts'
import { assign } from '../../src/stages/07-assign/assign.ts'
import { aLead } from './a-lead.ts'
import { exampleCompany } from './example-company.ts'

/** A Monday: 15:30 in Oslo, 09:30 in New York, 22:30 in Singapore. */
export const MONDAY = new Date('2026-03-02T14:30:00Z')
export const CONTACT = 'contact-1' as string as ContactId

export const rep = (name: string) => name as string as RepId
export const pool = (name: string): Target => ({ kind: 'pool', poolId: name as string as PoolId })
export const named = (name: string): Target => ({ kind: 'rep', repId: rep(name) })

/** What differs from a Monday on which nothing is known of anybody. */
export type AssignScene = {
  readonly now?: Date
  readonly owner?: Pick<Contact, 'ownerRepId' | 'ownerLeadId'>
  readonly presence?: Readonly<Record<string, Presence>>
  readonly timeOff?: Readonly<Record<string, TimeOff>>
  readonly loads?: Readonly<Record<string, RepLoad>>
  readonly queues?: Readonly<Record<string, PoolQueue>>
  /** What the `teams` document says about a rep or a pool besides, by id. */
  readonly rep?: Readonly<Record<string, Record<string, unknown>>>
  readonly pool?: Readonly<Record<string, Record<string, unknown>>>
  readonly team?: Readonly<Record<string, unknown>>
  /** So many more reps without a schedule, `rep-0` and on, who share a pool `equals`. */
  readonly equals?: number
}

/** Two office people in Oslo, one in New York, one without a schedule, and one who has left. */
function teamsOf({
  rep: reps = {},
  pool: pools = {},
  equals = 0,
  team = {},
}: AssignScene): TeamsDocument {
  const aRep = (id: string, timeZone: string, more: Record<string, unknown> = {}) => {
    const person = { id, name: id, email: `${id}@halden.example`, teamId: 'sales', timeZone }
    return { ...person, ...more, ...reps[id] }
  }
  const aPool = (id: string, members: string[], more: Record<string, unknown> = {}) => {
    const who = members.map((repId) => ({ repId }))
    return { id, name: id, members: who, ...more, ...pools[id] }
  }
  const more = Array.from({ length: equals }, (_, index) => `rep-${index}`)
  const days = ['mon', 'tue', 'wed', 'thu', 'fri']
  return TeamsDocument.parse({
    teams: [{ id: 'sales', name: 'Sales', ...team }],
    schedules: [{ id: 'office', blocks: [{ days, from: '08:00', to: '16:00' }] }],
    reps: [
      aRep('ada', 'Europe/Oslo', { schedule: 'office' }),
      aRep('bo', 'Europe/Oslo', { schedule: 'office' }),
      aRep('cleo', 'America/New_York', { schedule: 'office' }),
      aRep('dora', 'UTC'),
      aRep('ed', 'UTC', { active: false }),
      ...more.map((id) => aRep(id, 'UTC')),
    ],
    pools: [
      aPool('oslo', ['ada', 'bo']),
      aPool('world', ['ada', 'cleo', 'ed']),
      aPool('night', ['cleo'], { aroundTheClock: true }),
      aPool('nobody', ['ed']),
      ...(equals > 0 ? [aPool('equals', more)] : []),
    ],
    defaultAcceptor: 'dora',
  })
}

/** What a scene holds still. */
export function lockedScene(scene: AssignScene = {}): Locked {
  const { now = MONDAY, owner, presence = {}, timeOff = {}, loads = {}, queues = {} } = scene
  const nobody = { ownerRepId: undefined, ownerLeadId: undefined }
  const contact = { id: CONTACT, fields: {}, origins: {}, leadCount: 1, ...(owner ?? nobody) }
  return {
    now,
    seed: 7,
    configuration: exampleCompany({ teams: teamsOf(scene) }),
    identities: new Map(),
    contacts: new Map([[CONTACT, contact]]),
    topOf: new Map(),
    settledPairs: new Set(),
    pools: new Map(),
    presence: new Map(Object.entries(presence).map(([id, value]) => [rep(id), value])),
    queues: new Map(Object.entries(queues).map(([id, queue]) => [id as string as PoolId, queue])),
    loads: new Map(Object.entries(loads).map(([id, load]) => [rep(id), load])),
    timeOff: new Map(Object.entries(timeOff).map(([id, value]) => [rep(id), [value]])),
  }
}

/** A lead that waits to be assigned along a chain. */
export const routedTo = (chain: readonly Target[], given: Partial<Lead> = {}) =>
  aLead({ contactId: CONTACT, chain, waitingFor: 'assign', ...given })

/** What is decided on such a lead. */
export const assignScene = (
  chain: readonly Target[],
  scene: AssignScene = {},
  given: Partial<Lead> = {},
): Decision => assign.decide(routedTo(chain, given), lockedScene(scene))

/** Who got the lead and why, in short. */
export function outcome({ event }: Decision): string {
  if (event.type === 'LeadAssigned') return `${event.repId}: ${event.reason}`
  if (event.type === 'LeadAttachedToOwner') return `${event.repId}: attached`
  return event.type
}
