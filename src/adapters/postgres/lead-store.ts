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
import { activeRevision } from './configuration-store.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { BUSY, type Decided, type DecideItem, decideUnderLocks } from './decide-under-locks.ts'
import type { Enqueue } from './enqueue.ts'
import { type KnownParts, knownParts } from './known-parts.ts'
import { readLeads } from './lead-rows.ts'

/** What the lead store needs besides its tables. */
export type LeadStoreParts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly nextStage: NextStage
  /**
   * Told the active revision before leads that were loaded go on: a lead that new rules have freed
   * must not meet the old ones again.
   */
  readonly onRevision?: (revision: number) => void
  /** Told the kind and size of every batch, for metrics. */
  readonly onBatch?: (kind: string, size: number) => void
  /** Told how long a batch of decisions waited for its locks, for metrics. */
  readonly onLocks?: (kind: string, ms: number) => void
}

/** Twice a lead goes with the next batch when its contact is held; then it waits for it. */
const PATIENCE = [false, false, true] as const

/** Leads, events and parts in PostgreSQL; the work of many leads is grouped into one commit. */
export function postgresLeadStore(parts: LeadStoreParts): LeadStore {
  const { db, onBatch = () => undefined } = parts
  const known = knownParts()
  const kept = (lead: Lead) => {
    known.keep(lead)
    return lead
  }

  function grouped<T, R>(
    kind: string,
    work: (tx: Tx, items: readonly T[]) => Promise<Settled<R>[]>,
  ) {
    return groupCommit<T, R>(
      (items) => translated(() => db.transaction().execute((tx) => work(tx, items))),
      { onBatch: (size) => onBatch(kind, size) },
    )
  }

  const deciders = new Map<string, (item: DecideItem) => Promise<Decided>>()
  function deciderOf(name: string) {
    const decider =
      deciders.get(name) ??
      grouped<DecideItem, Decided>(name, (tx, items) => decideUnderLocks(tx, items, parts))
    deciders.set(name, decider)
    return decider
  }

  const append = grouped<{ lead: Lead; outcome: Outcome }, Lead>('append', (tx, items) =>
    appendAll(tx, items, parts),
  )
  const record = grouped<Parameters<LeadStore['record']>, Lead>('record', (tx, items) =>
    recordAll(tx, items, { ...parts, known }),
  )

  return {
    load: groupCommit<LeadId, Lead>((ids) => translated(() => loadAll(ids, parts, known)), {
      onBatch: (size) => onBatch('load', size),
    }),
    append: async (lead, outcome) => kept(await append({ lead, outcome })),
    async decide(lead, decision, said = []) {
      const decide = deciderOf(decision.name)
      for (const waits of PATIENCE) {
        const decided = await decide({ lead, decision, said, waits })
        if (decided !== BUSY) return kept(decided)
      }
      throw new Error(`The contact of lead ${lead.id} was not waited for`)
    },
    record: async (id, outcome) => kept(await record([id, outcome])),
  }
}

async function loadAll(
  ids: readonly LeadId[],
  { db, onRevision }: LeadStoreParts,
  known: KnownParts,
): Promise<Settled<Lead>[]> {
  const [leads, revision] = await Promise.all([readLeads(db, ids, known), activeRevision(db)])
  if (revision !== undefined) onRevision?.(revision)
  return ids.map((id) => {
    const lead = leads.get(id)
    return lead ? { ok: lead } : { error: new Refused('lead-unknown', `There is no lead ${id}`) }
  })
}
