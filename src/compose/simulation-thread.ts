import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../adapters/postgres/connect.ts'
import { postgresPast } from '../adapters/postgres/past.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { SimulationRequest } from '../ports/simulations.ts'
import { simulate } from '../simulation/simulate.ts'
import type { SimulationAnswer } from './simulations-in-thread.ts'

/** Two, because ledgers and events are read side by side. */
const CONNECTIONS = 2

/** What `simulationsInThread` starts: simulates what it was given, says so once, and ends. */
const { databaseUrl, request } = workerData as {
  readonly databaseUrl: string
  readonly request: SimulationRequest
}
const db = connect(databaseUrl, CONNECTIONS)
try {
  parentPort?.postMessage(await answer())
} finally {
  await db.destroy()
}

/** A class does not come through to the other thread, so a failure goes as its code. */
async function answer(): Promise<SimulationAnswer> {
  const { from, to, draft } = request
  try {
    const history = await postgresPast(db).between({ from, to, teams: draft.teams })
    return { report: await simulate(history, draft) }
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unavailable)) throw error
    return { failed: error.code, text: error.message }
  }
}
