import * as z from 'zod'
import type { CampaignNames } from '../../ports/campaign-names.ts'
import { askInParts } from '../vendor/ask-in-parts.ts'
import { PATIENT_CALL_LIMIT_MS } from '../vendor/source-limits.ts'
import { readBody, type VendorReply } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { type MetaAccess, metaApi } from './meta-api.ts'
import { GraphError, metaFailure } from './meta-failure.ts'

/** At once. Meta takes 50; where it objects to one of them, the others are asked for in parts. */
const BATCH_SIZE = 10
/** What is asked for is not there, or is something else. Meta documents neither for several ids. */
const NOT_THERE = new Set([100, 803])

const Named = z.record(z.string(), z.object({ name: z.string().optional() }))

/**
 * What campaigns, ad sets, ads and forms are called at Meta: they all are nodes with a name. The token
 * needs `ads_read`, which a page token may lack. Rejects with the codes of `vendorApi` and
 * `metaFailure`.
 */
export function metaCampaignNames(
  settings: MetaAccess & { readonly timeLimitMs?: number },
): CampaignNames & Guarded {
  const { clock = () => new Date(), timeLimitMs = PATIENT_CALL_LIMIT_MS } = settings
  const api = metaApi({
    ...settings,
    ...{ timeLimitMs, concurrency: 1 },
    failureOf: (reply) => (isNotThere(reply) ? undefined : metaFailure(reply, clock())),
  })
  return {
    circuit: api.circuit,
    batchSize: BATCH_SIZE,
    namesOf: (_kind, ids, signal) =>
      askInParts(ids, async (some) => {
        const query = { ids: some.join(','), fields: 'name' }
        const reply = await api.call({ method: 'GET', path: '/', query, effect: 'reads' }, signal)
        return isNotThere(reply) ? undefined : namesIn(reply)
      }),
  }
}

function isNotThere({ body }: VendorReply): boolean {
  const said = GraphError.safeParse(body)
  return said.success && NOT_THERE.has(said.data.error.code)
}

function namesIn(reply: VendorReply): ReadonlyMap<string, string> {
  const nodes = Object.entries(readBody('meta', Named, reply, 'reads'))
  return new Map(nodes.flatMap(([id, { name }]) => (name ? [[id, name] as const] : [])))
}
