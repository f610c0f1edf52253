import type { ContactId, LeadId, RepId } from '../../src/domain/ids.ts'
import { applyEvent, leadIn } from '../../src/simulation/apply-event.ts'
import type { Following } from '../../src/simulation/following.ts'
import { inventedId } from '../../src/simulation/invented-id.ts'
import { decide } from '../../src/simulation/own-course.ts'
import { timers } from '../../src/simulation/timers.ts'
import { worldFrom } from '../../src/simulation/world.ts'
import { exampleCompany } from './example-company.ts'

export const JONAS = 'jonas' as string as RepId
const BEGIN = Date.parse('2026-11-24T09:00:00Z')

/** A time in the morning of that simulation, by the number of a lead; one comes each second. */
export const secondOf = (n: number) => new Date(BEGIN + n * 1_000)

/** A simulation in which so many leads are for one rep, who may have one at once: all others wait for that place. */
export function waitingForOne(count: number) {
  const { teams } = exampleCompany().documents
  const caps = [{ most: 1, of: 'unacknowledged' as const }]
  const reps = teams.reps.map((rep) => (rep.id === JONAS ? { ...rep, caps } : rep))
  const configuration = exampleCompany({ teams: { ...teams, reps } })
  const none = new Map()
  const following: Following = {
    world: worldFrom({
      pools: none,
      releasedAt: none,
      presence: new Map([[JONAS, 'online']]),
      timeOff: none,
    }),
    lookups: { configuration: () => configuration, nameFor: () => () => undefined },
    habits: { of: none, everybody: { offers: 0, inTime: 0, medianMs: undefined } },
    due: timers(),
    waitingHere: new Set(),
    revision: 1,
  }
  const leads = Array.from({ length: count }, (_, n) => aLeadForJonas(following, n))
  return { following, leads }
}

function aLeadForJonas(following: Following, n: number) {
  const at = secondOf(n)
  const id = `01900000-0000-7000-8000-${String(n).padStart(12, '0')}` as LeadId
  const own = leadIn(following.world, id, at)
  const contactId = `01900000-0000-7000-9000-${String(n).padStart(12, '0')}` as ContactId
  const chain = [{ kind: 'rep', repId: JONAS }, { kind: 'waiting-list' }] as const
  applyEvent(following.world, own, {
    type: 'ContactIdentified',
    at,
    contactId,
    by: 'email',
    isNew: true,
  })
  applyEvent(following.world, own, { type: 'LeadRouted', at, ruleId: 'his', chain, revision: 1 })
  const configuration = following.lookups.configuration(1)
  decide(following, own, { at, configuration, seed: 0, assignmentId: inventedId(own.lead, at) })
  return own
}
