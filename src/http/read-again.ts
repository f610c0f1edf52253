import { asObject, type BodyTree } from '../domain/body-tree.ts'
import { sourceNamed } from '../domain/documents/source-named.ts'
import { Refused } from '../domain/failure.ts'
import { type LeadId, newId } from '../domain/ids.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { CapturedLead } from '../ports/intake.ts'
import type { LeadCheck } from '../ports/lead-check.ts'
import type { KeptDelivery, LeadOfDelivery, ReadAgain } from '../ports/replays.ts'
import { captchaDoubts } from '../stages/01-capture/captcha-doubts.ts'
import { contentOf } from '../stages/01-capture/content-of.ts'
import { idKey } from '../stages/01-capture/dedupe-keys.ts'
import { withNameParts } from '../stages/01-capture/name-parts.ts'
import { ERASED } from '../stages/01-capture/redact-body.ts'
import { stampConsents } from '../stages/01-capture/stamp-consents.ts'
import { bodyIn } from './body-in.ts'
import { API_SOURCE, LeadRequest } from './lead-request.ts'
import { storedRequest } from './stored-request.ts'

type Parts = {
  readonly configuration: Pick<ConfigurationStore, 'current'>
  readonly checkLead: LeadCheck
}

/** Reads kept deliveries as they would be read if they came now, with what was proved then. */
export function readAgain({ configuration, checkLead }: Parts): ReadAgain {
  return async (delivery) => {
    const { documents } = await configuration.current()
    const source = sourceNamed(documents, delivery.sourceKey)
    const handedIn = await leadHandedIn(delivery)
    if (handedIn !== undefined) {
      const { findings } = checkLead(handedIn.form, source, [])
      const lead = { lead: handedIn, findings, unchecked: [], isErased: false }
      return { leads: [lead], isSingle: true, ...NOTHING_ELSE }
    }
    if (source === undefined) {
      throw new Refused('source-unknown', `No source ${delivery.sourceKey} is configured`)
    }
    const request = await storedRequest(delivery, source)
    const content = contentOf(request, delivery.verdict)
    const { leads, slices, rest, withdrawn, conversations, notices } = content
    const unchecked = await captchaDoubts(request, nobodyAsks)
    const read = leads.map((lead, place): LeadOfDelivery => {
      const { findings } = checkLead(lead.form, source, [])
      const slice = slices[place] ?? null
      const isErased = delivery.erasedAt !== undefined && says(slice, ERASED)
      return { lead, findings, unchecked, isErased }
    })
    const isSingle = slices.length + rest.length === 1
    return { leads: read, isSingle, withdrawn, conversations, notices }
  }
}

const NOTHING_ELSE = { withdrawn: [], conversations: [], notices: undefined }

/** A captcha's token is good once, and for minutes. */
const nobodyAsks = async () => new Map()

/** The lead of a delivery that came by our own API, which is in our words whatever its source. */
async function leadHandedIn(delivery: KeptDelivery): Promise<CapturedLead | undefined> {
  const { id, sourceKey, body: bytes, contentType, verdict } = delivery
  const namesSource = sourceKey === API_SOURCE || Buffer.from(bytes).includes('"sourceKey"')
  if (verdict !== 'authentic' || !namesSource) return undefined
  const body = asObject((await bodyIn(bytes, contentType)).body)
  if ((body?.sourceKey ?? API_SOURCE) !== sourceKey) return undefined
  const request = LeadRequest.safeParse(body)
  if (!request.success) return undefined
  const { sourceKey: _, ...form } = request.data
  const dedupeKey = form.sourceLeadId === undefined ? `lead:${id}` : idKey(form.sourceLeadId)
  return {
    id: newId<LeadId>(delivery.receivedAt),
    dedupeKey,
    form: stampConsents(withNameParts(form), delivery),
  }
}

function says(tree: BodyTree, wanted: string): boolean {
  if (tree === null || typeof tree !== 'object') return tree === wanted
  return Object.values(tree).some((inner) => says(inner, wanted))
}
