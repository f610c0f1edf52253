import type { Draft } from '../domain/simulation/draft.ts'
import type { SimulationReport } from '../domain/simulation/report.ts'

/** What is to be simulated. */
export type SimulationRequest = { readonly from: Date; readonly to: Date; readonly draft: Draft }

/** Goes through the past with other documents. Changes nothing. */
export type Simulations = {
  /**
   * Resolves with what would have been different. Rejects with `Refused` as `Past.between` does; with
   * `Unavailable` (`simulation-busy`) while another one is under way in this process; and with the
   * reason of `signal` when that aborts, by which time the work has ended.
   */
  run(request: SimulationRequest, signal: AbortSignal): Promise<SimulationReport>
}
