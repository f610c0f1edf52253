import { Unavailable } from '../../domain/failure.ts'
import type { Enrichment } from '../../domain/lead-parts.ts'
import type { EnrichmentProvider } from '../../ports/enrichment-provider.ts'
import { type Faulty, faulty } from './memory-fault.ts'

/**
 * A provider that knows the given people, by e-mail. One that `hangs` answers nobody, and gives up
 * as every provider must when its caller's signal aborts.
 */
export function memoryProvider(settings: {
  name?: string
  people?: Readonly<Record<string, Enrichment>>
  hangs?: boolean
}): EnrichmentProvider & Faulty & { readonly asked: readonly string[] } {
  const { name = 'memory', people = {}, hangs = false } = settings
  const { failWith, perform } = faulty()
  const asked: string[] = []

  return {
    name,
    asked,
    failWith,
    async lookUp({ email = '' }, signal) {
      asked.push(email)
      if (hangs || signal.aborted) await aborted(signal)
      return perform(() => {
        const enrichment = people[email]
        return enrichment ? { outcome: 'found', enrichment } : { outcome: 'not-found' }
      })
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const timeUp = () => new Unavailable('memory-timeout', 'The caller stopped waiting')
  if (signal.aborted) return Promise.reject(timeUp())
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(timeUp()), { once: true })
  })
}
