import type { BodyTree } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import { type DeliveryId, newId } from '../../domain/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Intake } from '../../ports/intake.ts'
import type { LeadSource } from '../../ports/lead-source.ts'
import type { HeldSearch, SearchEnd, SourcePositions } from '../../ports/source-positions.ts'
import { contentOf } from './content-of.ts'
import type { CaptureRequest } from './source-kind.ts'

type Parts = {
  readonly source: Source
  readonly vendor: Required<Pick<LeadSource, 'search'>>
  readonly intake: Intake
  readonly positions: SourcePositions
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long a claim is good for, from each page on. */
  readonly claimMs: number
  /** Told how many leads a page held of which we did not know. */
  readonly onMissed: (leads: number) => void
  /** Told the id of a form that the vendor does not show. */
  readonly onMissingForm: (formId: string) => void
}

/** Vendors show some leads a while after they came; so much before the last search is looked at again. */
const OVERLAP_MS = 60 * 60_000
/** Pages of one turn: so that one large source keeps neither others nor the end of the process waiting. */
const PAGES_AT_ONCE = 20

/**
 * Looks through a source for leads of which its webhook did not tell us, and takes them in as if it
 * had: under the same keys, so that nothing doubles, whatever comes when. Each page is noted once its
 * leads are committed; after a crash the next process goes on there. Resolves with how it was left.
 *
 * Rejects as the vendor and the intake do, and with `Overtaken` when the claim has lapsed.
 */
export async function reconcileSource(search: HeldSearch, parts: Parts): Promise<SearchEnd> {
  const { vendor, positions, clock, signal, claimMs, onMissed, onMissingForm } = parts
  const since = new Date(search.since.getTime() - OVERLAP_MS)
  let { page } = search
  for (let pages = 0; pages < PAGES_AT_ONCE && !signal.aborted; pages += 1) {
    const found = await vendor.search({ since, until: search.until, page }, signal)
    onMissed(await takeIn(found.deliveries, parts))
    if (found.missingForm !== undefined) onMissingForm(found.missingForm)
    page = found.next
    if (page === undefined) return 'complete'
    await positions.turnTo(page, search, new Date(clock().getTime() + claimMs))
  }
  return 'to-go-on'
}

/** Takes in what is not known, and resolves with the number of leads that were new. */
async function takeIn(bodies: readonly BodyTree[], parts: Parts): Promise<number> {
  const { source, intake, positions, clock } = parts
  const receivedAt = clock()
  const found = bodies.map((body) => {
    const request = requestFor(body, source, receivedAt)
    return { request, ...contentOf(request, 'authentic') }
  })
  const keys = found.flatMap(({ leads }) => leads.map(({ dedupeKey }) => dedupeKey))
  const known = await positions.known(source.key, keys)
  const missed = found.filter(({ leads }) => leads.some((lead) => !known.has(lead.dedupeKey)))
  const receipts = await Promise.all(
    missed.map(({ request, leads }) => intake.receive(deliveryOf(request), leads)),
  )
  return receipts.flatMap(({ leads }) => leads).filter(({ duplicate }) => !duplicate).length
}

/** The request by which the vendor would have told us; nothing of it came over the network. */
function requestFor(body: BodyTree, source: Source, receivedAt: Date): CaptureRequest {
  return {
    ...{ source, receivedAt, body, method: 'POST', url: '', contentType: 'application/json' },
    ...{ secrets: [], verifyTokens: [], path: { token: undefined, good: [] }, headers: {} },
    bytes: Buffer.from(JSON.stringify(body)),
  }
}

function deliveryOf({ source, receivedAt, contentType, headers, bytes }: CaptureRequest) {
  const id = newId<DeliveryId>(receivedAt)
  const about = { id, sourceKey: source.key, receivedAt, contentType, headers }
  // Read from the vendor itself with our token, which proves more than a signature does.
  return { ...about, body: bytes, verdict: 'authentic' as const }
}
