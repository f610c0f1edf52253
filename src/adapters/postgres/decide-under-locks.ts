import { applyDecision, type Decision, type Locked } from '../../domain/decision.ts'
import type { NextStage } from '../../domain/evolve.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import type { Settled } from '../../worker/group-commit.ts'
import { changeOf, overtaken, step } from './append.ts'
import type { Tx } from './connect.ts'
import { writeDecisions } from './decision-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { firstOfEach } from './first-of-each.ts'
import { writeLeads } from './lead-rows.ts'
import { takeLocks } from './locks.ts'
import { writeOutcomes } from './outcome-rows.ts'

export type DecideItem = { readonly lead: Lead; readonly decision: LockedDecision }

type Parts = {
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly nextStage: NextStage
  readonly onLocks?: (kind: string, ms: number) => void
}

/**
 * Decides for many leads under one set of locks, the longest waiting first. Each decision sees the
 * ones before it, exactly as if the leads had come one by one; all commit together.
 */
export async function decideUnderLocks(
  tx: Tx,
  items: readonly DecideItem[],
  parts: Parts,
): Promise<Settled<Lead>[]> {
  const startedMs = performance.now()
  const { current, locked } = await takeLocks(tx, items, parts)
  parts.onLocks?.(items[0]?.decision.name ?? 'none', performance.now() - startedMs)
  const inTurn = firstOfEach(
    items.filter(({ lead }) => current.has(lead)),
    ({ lead }) => lead.id,
  )
  inTurn.sort((a, b) => a.lead.receivedAt.getTime() - b.lead.receivedAt.getTime())

  const decided = decideInTurn(inTurn, locked)
  const steps = decided.map(({ lead, decision }) => step(lead, decision, parts.nextStage))
  await writeDecisions(
    tx,
    decided.map(({ decision }) => decision),
  )
  await writeLeads(tx, steps.map(changeOf))
  await writeOutcomes(tx, steps, parts.enqueue)

  const after = new Map(steps.map((one) => [one.before, one.after]))
  return items.map(({ lead }) => {
    const result = after.get(lead)
    return result ? { ok: result } : { error: overtaken(lead) }
  })
}

function decideInTurn(items: readonly DecideItem[], locked: Locked) {
  const decided: { lead: Lead; decision: Decision }[] = []
  let state = locked
  for (const { lead, decision } of items) {
    const made = decision.decide(lead, { ...state, seed: newSeed() })
    decided.push({ lead, decision: made })
    state = applyDecision(state, made)
  }
  return decided
}

const newSeed = () => Math.floor(Math.random() * 0x7fff_ffff)
