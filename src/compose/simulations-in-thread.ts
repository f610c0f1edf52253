import { inThread } from '../adapters/thread/in-thread.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { SimulationReport } from '../domain/simulation/report.ts'
import type { Simulations } from '../ports/simulations.ts'

/** What the thread says once it has ended. */
export type SimulationAnswer =
  | { readonly report: SimulationReport }
  | { readonly failed: string; readonly text: string }

/**
 * Simulates in a thread with connections of its own: the past of a month takes half a minute, in which
 * no delivery may wait. One at a time, so that however many are asked for one core is busy at most.
 */
export function simulationsInThread(databaseUrl: string): Simulations {
  let isBusy = false
  return {
    async run(request, signal) {
      if (isBusy) {
        throw new Unavailable('simulation-busy', 'Another simulation is under way in this process')
      }
      isBusy = true
      try {
        const module = new URL('./simulation-thread.ts', import.meta.url)
        return reportIn(await inThread<SimulationAnswer>(module, { databaseUrl, request }, signal))
      } finally {
        isBusy = false
      }
    },
  }
}

function reportIn(answer: SimulationAnswer): SimulationReport {
  if ('report' in answer) return answer.report
  const { failed, text } = answer
  if (failed === 'simulation-nothing') throw new Refused('simulation-nothing', text)
  if (failed === 'simulation-too-large') throw new Refused('simulation-too-large', text)
  throw new Unavailable('database-down', text)
}
