import { sourceNamed } from '../domain/documents/source-named.ts'
import { Refused } from '../domain/failure.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { WithoutLeads } from '../ports/person-register.ts'
import { contentOf } from '../stages/01-capture/content-of.ts'
import { redactBody } from '../stages/01-capture/redact-body.ts'
import { storedRequest } from './stored-request.ts'

/**
 * Takes the part of some leads out of a stored delivery. It is split once more by the kind of its
 * source, which says what belongs to whom; undefined when the source is gone or a lead is not found
 * in it any longer.
 */
export function withoutLeads(configuration: Pick<ConfigurationStore, 'current'>): WithoutLeads {
  return async (delivery, dedupeKeys) => {
    const { documents } = await configuration.current()
    const source = sourceNamed(documents, delivery.sourceKey)
    if (source === undefined) return undefined
    try {
      const request = await storedRequest(delivery, source)
      // As if nobody vouched for it: what cannot be read is refused then, and goes whole.
      const { leads, slices, rest } = contentOf(request, 'unverified')
      const isGone = leads.map(({ dedupeKey }) => dedupeKeys.includes(dedupeKey))
      const found = leads.filter((_, index) => isGone[index])
      if (new Set(found.map(({ dedupeKey }) => dedupeKey)).size < dedupeKeys.length)
        return undefined
      const going = slices.filter((_, index) => isGone[index])
      const staying = [...slices.filter((_, index) => !isGone[index]), ...rest]
      return Buffer.from(JSON.stringify(redactBody(request.body, going, staying)))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return undefined
    }
  }
}
