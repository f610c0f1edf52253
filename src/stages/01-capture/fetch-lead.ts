import { sourceNamed } from '../../domain/documents/source-named.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { FETCH_STAGE } from '../../domain/lead.ts'
import type { LookAndSay } from '../../ports/stage.ts'
import { sourceKinds } from './source-kinds.ts'
import { stampConsents } from './stamp-consents.ts'

/**
 * Vendors tell of leads before they show them: for so long after the delivery one that is not there is
 * looked for again, in milliseconds.
 */
const MAY_YET_SHOW_MS = 10 * 60_000
const LOOK_AGAIN_MS = 60_000

/**
 * Fetches what a delivery only named: some vendors send the id of a lead, and the lead itself is read
 * from their API once they have been answered. A lead that is not there is looked for again for ten
 * minutes and then rejected. While the
 * vendor is away or does not accept our token, the lead waits here, visibly, and is tried again.
 */
export const fetchLead: LookAndSay = {
  kind: 'look-and-say',
  name: FETCH_STAGE,
  async run({ parts, sourceKey, receivedAt }, { clock, configuration, leadSources }, { signal }) {
    const { documents } = await configuration.current()
    const source = sourceNamed(documents, sourceKey)
    if (source === undefined) {
      throw new Refused('source-unknown', `No source ${sourceKey} is configured`)
    }
    const mapFetched = sourceKinds[source.kind].mapFetched
    const vendor = (await leadSources()).get(sourceKey)
    if (mapFetched === undefined || vendor === undefined) {
      throw new Refused('source-not-fetchable', `Source ${sourceKey} has nothing to fetch from`)
    }
    const content = await vendor.fetch(parts.form, signal)
    if (content === undefined) {
      const now = clock()
      if (now.getTime() - receivedAt.getTime() < MAY_YET_SHOW_MS) {
        throw new Unavailable('lead-not-visible-yet', `Source ${sourceKey} does not show it yet`, {
          notBefore: new Date(now.getTime() + LOOK_AGAIN_MS),
        })
      }
      return { event: { type: 'LeadRejected', at: clock(), reasons: ['gone-at-source'] } }
    }
    const form = stampConsents(mapFetched(content, source, parts.form), { receivedAt })
    return {
      event: { type: 'LeadFetched', at: clock(), isTest: form.isTest ?? false },
      parts: { form },
    }
  },
}
