import { enrichmentCacheContract } from '../../../test/contracts/enrichment-cache-contract.ts'
import { memoryEnrichmentCache } from './enrichment-cache.ts'

enrichmentCacheContract('memoryEnrichmentCache', async () => ({
  cache: memoryEnrichmentCache(),
  [Symbol.asyncDispose]: async () => undefined,
}))
