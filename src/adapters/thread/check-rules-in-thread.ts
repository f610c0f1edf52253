import type { RulesCheck } from '../../ports/rules-check.ts'
import { inThread } from './in-thread.ts'

/** Looks rules through in a thread, since comparing hundreds of them takes seconds. */
export const checkRulesInThread: RulesCheck = {
  check: ({ routing, teams, sources }, context, signal) =>
    inThread(
      new URL('./rules-check-thread.ts', import.meta.url),
      { documents: { routing, teams, sources }, context },
      signal,
    ),
}
