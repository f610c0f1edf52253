import { postgresSourcePositions } from '../adapters/postgres/source-positions.ts'
import type { Source } from '../domain/documents/sources.ts'
import { isFailure, Refused } from '../domain/failure.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import type { HeldSearch, SourcePositions } from '../ports/source-positions.ts'
import { reconcileSource } from '../stages/01-capture/reconcile-source.ts'
import { describe } from '../worker/take-step.ts'
import { takeTurns } from '../worker/take-turns.ts'
import { intakeOf } from './intake-of.ts'
import type { Platform } from './platform.ts'
import type { Vendors } from './vendors.ts'

/** Longer than a page takes by any vendor, so that a claim lapses only when its process is gone. */
const CLAIM_MS = 60_000
const DEFAULT_MINUTES = 15

type Searched = { readonly source: Source; readonly vendor: Required<Pick<LeadSource, 'search'>> }

/**
 * Looks through sources that have an API for leads their webhooks did not tell us of, each every few
 * minutes and by one process at a time.
 */
export function startReconciliation(platform: Platform, vendors: Pick<Vendors, 'leadSources'>) {
  const { log, db, clock, processId } = platform
  const positions = postgresSourcePositions(db)
  const intake = intakeOf(platform)
  return takeTurns({
    log,
    failing: 'Cannot look for leads',
    async turn(signal) {
      const sources = await searchedSources(platform, vendors)
      if (sources.size === 0) return false
      const by = { holder: processId, at: clock(), forMs: CLAIM_MS }
      const search = await positions.claim([...sources.keys()], by)
      const searched = search && sources.get(search.sourceKey)
      if (search === undefined || searched === undefined) return false
      await takeTurn(search, searched, { platform, positions, intake, signal })
      return true
    },
  })
}

async function searchedSources(
  { configuration }: Platform,
  vendors: Pick<Vendors, 'leadSources'>,
): Promise<ReadonlyMap<string, Searched>> {
  const { sources } = (await configuration.current()).documents.sources
  const readable = await vendors.leadSources()
  return new Map(
    sources.flatMap((source) => {
      const search = readable.get(source.key)?.search
      return search === undefined ? [] : [[source.key, { source, vendor: { search } }] as const]
    }),
  )
}

type Turn = {
  readonly platform: Platform
  readonly positions: SourcePositions
  readonly intake: ReturnType<typeof intakeOf>
  readonly signal: AbortSignal
}

/** One turn at one source. What is in its way is told to the log, and tried again in time. */
async function takeTurn(
  search: HeldSearch,
  { source, vendor }: Searched,
  { platform, positions, intake, signal }: Turn,
): Promise<void> {
  const { clock, log, telemetry } = platform
  const { sourceKey } = search
  const soon = () => clock()
  const later = () =>
    new Date(clock().getTime() + (source.reconcileMinutes ?? DEFAULT_MINUTES) * 60_000)
  try {
    const end = await reconcileSource(search, {
      ...{ source, vendor, intake, positions, clock, signal, claimMs: CLAIM_MS },
      onMissed(leads) {
        if (leads === 0) return
        telemetry.metrics.count('stl_source_missed_total', { source: sourceKey }, leads)
        log.warn({ source: sourceKey, leads }, 'Found leads of which their source had not told us')
      },
      onMissingForm: (form) =>
        log.warn({ source: sourceKey, form }, 'A form that is to be looked through is not there'),
    })
    await positions.leave(search, end, end === 'complete' ? later() : soon())
  } catch (error) {
    if (!isFailure(error)) throw error
    log.warn({ source: sourceKey, error: describe(error) }, 'Cannot look through a source now')
    // A page the vendor no longer knows would be refused for ever.
    const end = error instanceof Refused ? 'to-begin-anew' : 'to-go-on'
    await positions.leave(search, end, signal.aborted ? soon() : later())
  }
}
