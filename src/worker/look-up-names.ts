import type { NamedKind } from '../domain/attribution.ts'
import { NAMED_KINDS } from '../domain/documents/attribution.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { CampaignNames } from '../ports/campaign-names.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeldLookUp, NameRegister } from '../ports/name-register.ts'

type Parts = {
  readonly vendor: CampaignNames
  readonly register: NameRegister
  /** Ids that have a name by other ways. */
  readonly named: (kind: NamedKind) => readonly string[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long a claim is good for, from each batch on; no batch may take as long. */
  readonly claimMs: number
  /** Told what became of ids that were asked for. */
  readonly onAsked: (outcome: 'found' | 'unknown' | 'failed', ids: number) => void
}

/** After so long a name is asked for again, as it may have changed, and an id that had none. */
const GOOD_FOR_MS = 24 * 3_600_000
/** Of one kind and turn, so that one large account keeps no other waiting. */
const BATCHES_AT_ONCE = 20

/**
 * Asks the vendor of a source for the names that are due, batch by batch; each is kept before the next
 * is asked for. What is refused for one kind of id is not for the others, which are asked for all the
 * same: it resolves with that failure, if there was one.
 *
 * Rejects with `Unavailable` as the vendor and the register do, and with `Overtaken` when the claim has
 * lapsed.
 */
export async function lookUpNames(
  lookUp: HeldLookUp,
  parts: Parts,
): Promise<Unavailable | Refused | undefined> {
  let failure: Unavailable | Refused | undefined
  for (const kind of NAMED_KINDS) {
    try {
      await askFor(kind, lookUp, parts)
    } catch (error) {
      if (!isOfThisKind(error)) throw error
      failure ??= error
    }
  }
  return failure
}

async function askFor(kind: NamedKind, lookUp: HeldLookUp, parts: Parts): Promise<void> {
  const { vendor, register, named, clock, signal, claimMs } = parts
  for (let batch = 0; batch < BATCHES_AT_ONCE && !signal.aborted; batch += 1) {
    const asked = { at: clock(), but: named(kind), limit: vendor.batchSize }
    const ids = await register.due(lookUp.sourceKey, kind, asked)
    if (ids.length === 0) return
    const names = await answered(kind, ids, parts)
    const at = clock()
    const after = (ms: number) => new Date(at.getTime() + ms)
    const until = { dueAt: after(GOOD_FOR_MS), heldUntil: after(claimMs) }
    await register.keep(lookUp, { kind, ids, names, at, ...until })
  }
}

async function answered(
  kind: NamedKind,
  ids: readonly string[],
  { vendor, signal, claimMs, onAsked }: Parts,
): Promise<ReadonlyMap<string, string>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(claimMs / 2)])
  try {
    const names = await vendor.namesOf(kind, ids, limit)
    onAsked('found', names.size)
    onAsked('unknown', ids.length - names.size)
    return names
  } catch (error) {
    onAsked('failed', ids.length)
    throw error
  }
}

/** A vendor that is away, limits us or does not know our token is so for all kinds. */
const isOfThisKind = (error: unknown): error is Unavailable | Refused =>
  error instanceof Refused ||
  (error instanceof Unavailable && error.code === 'source-permission-missing')
