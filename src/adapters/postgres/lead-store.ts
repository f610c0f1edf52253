import type { Outcome } from '../../domain/decision.ts'
import type { NextStage } from '../../domain/evolve.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import { appendAll, recordAll } from './append.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { type DecideItem, decideUnderLocks } from './decide-under-locks.ts'
import type { Enqueue } from './enqueue.ts'
import { readLeads } from './lead-rows.ts'

/** What the lead store needs besides its tables. */
export type LeadStoreParts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly nextStage: NextStage
  /** Told the kind and size of every batch, for metrics. */
  readonly onBatch?: (kind: string, size: number) => void
  /** Told how long a batch of decisions waited for its locks, for metrics. */
  readonly onLocks?: (kind: string, ms: number) => void
}

/** Leads, events and parts in PostgreSQL; the work of many leads is grouped into one commit. */
export function postgresLeadStore(parts: LeadStoreParts): LeadStore {
  const { db, onBatch = () => undefined } = parts

  function grouped<T, R>(
    kind: string,
    work: (tx: Tx, items: readonly T[]) => Promise<Settled<R>[]>,
  ) {
    return groupCommit<T, R>(
      (items) => translated(() => db.transaction().execute((tx) => work(tx, items))),
      { onBatch: (size) => onBatch(kind, size) },
    )
  }

  const deciders = new Map<string, (item: DecideItem) => Promise<Lead>>()
  function deciderOf(name: string) {
    const decider =
      deciders.get(name) ??
      grouped<DecideItem, Lead>(name, (tx, items) => decideUnderLocks(tx, items, parts))
    deciders.set(name, decider)
    return decider
  }

  const append = grouped<{ lead: Lead; outcome: Outcome }, Lead>('append', (tx, items) =>
    appendAll(tx, items, parts),
  )
  const record = grouped<Parameters<LeadStore['record']>, Lead>('record', (tx, items) =>
    recordAll(tx, items, parts),
  )

  return {
    load: groupCommit<LeadId, Lead>((ids) => translated(() => loadAll(db, ids)), {
      onBatch: (size) => onBatch('load', size),
    }),
    append: (lead, outcome) => append({ lead, outcome }),
    decide: (lead, decision) => deciderOf(decision.name)({ lead, decision }),
    record: (id, outcome) => record([id, outcome]),
  }
}

async function loadAll(db: Db, ids: readonly LeadId[]): Promise<Settled<Lead>[]> {
  const leads = await readLeads(db, ids)
  return ids.map((id) => {
    const lead = leads.get(id)
    return lead ? { ok: lead } : { error: new Refused('lead-unknown', `There is no lead ${id}`) }
  })
}
