import { evolve } from '../../src/domain/evolve.ts'
import { Overtaken, Refused } from '../../src/domain/failure.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import type { LeadEvent } from '../../src/domain/lead-event.ts'
import { nextStage } from '../../src/pipeline.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'

/** Leads in memory, for stages that only look and say: nothing here holds a lock. */
export function memoryLeads(...given: readonly Lead[]): LeadStore & { events: LeadEvent[] } {
  const leads = new Map(given.map((lead) => [lead.id, lead]))
  const events: LeadEvent[] = []

  const load = async (id: LeadId) => {
    const lead = leads.get(id)
    if (lead === undefined) throw new Refused('lead-unknown', `There is no lead ${id}`)
    return lead
  }
  const add: LeadStore['append'] = async (lead, { event, parts }) => {
    const after = evolve(lead, event, nextStage)
    events.push(event)
    leads.set(lead.id, { ...after, parts: { ...lead.parts, ...parts } })
    return load(lead.id)
  }
  return {
    events,
    load,
    async append(lead, outcome) {
      if ((await load(lead.id)).version !== lead.version) throw new Overtaken('Changed meanwhile')
      return add(lead, outcome)
    },
    decide: () => Promise.reject(new Error('No decisions in memory')),
    async record(id, outcomeOf) {
      const lead = await load(id)
      const outcome = outcomeOf(lead)
      return outcome === undefined ? lead : add(lead, outcome)
    },
  }
}
