import type { BodyTree } from '../../domain/body-tree.ts'
import type { ConversationPart } from '../../domain/conversation.ts'
import type { Source } from '../../domain/documents/sources.ts'
import { type LeadId, newId } from '../../domain/ids.ts'
import { FETCH_STAGE } from '../../domain/lead.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { CapturedLead, Delivery, Notices } from '../../ports/intake.ts'
import { itemsOf } from './items-of.ts'
import { mapContent } from './map-content.ts'
import type { CaptureRequest, Item, SourceKind } from './source-kind.ts'
import { sourceKinds } from './source-kinds.ts'
import { stampConsents } from './stamp-consents.ts'
import { unreadableLead } from './unreadable-lead.ts'

/** What a delivery says, in our words: leads, keys of leads that were taken back, parts of chats. */
export type DeliveryContent = {
  readonly leads: readonly CapturedLead[]
  readonly withdrawn: readonly string[]
  readonly conversations: readonly ConversationPart[]
  /** None when every part is one of these. */
  readonly notices: Notices | undefined
  /** The part of the delivery each lead was made of, in the order of the leads. */
  readonly slices: readonly BodyTree[]
  /** The parts no lead was made of. */
  readonly rest: readonly BodyTree[]
}

/**
 * Translates a delivery into leads that are ready to travel. Leads of a stale one bear a doubt.
 * References begin where they are fetched, and so does every lead of a source whose records are to be
 * read again. What cannot be read becomes a lead that a person looks at, if somebody has vouched for
 * it; else it is refused.
 */
export function contentOf(request: CaptureRequest, verdict: Delivery['verdict']): DeliveryContent {
  const kind = sourceKinds[request.source.kind]
  const items = itemsOf(request, kind, verdict)
  const doubts = verdict === 'stale' ? ['delivery-stale'] : []
  const ofLeads = items.filter(isLead)
  const leads = ofLeads.map((item) => leadIn(item, request, kind, doubts))
  const withdrawn = items
    .filter((item) => item.kind === 'withdrawal')
    .map(
      ({ content }) => kind.dedupe(kind.map(content, request.source), request, content).dedupeKey,
    )
  const conversations = items
    .filter((item) => item.kind === 'conversation')
    .flatMap(({ content }) => kind.converse?.(content, request) ?? [])
    .map((part) => ({ ...part, form: stampConsents(part.form, request) }))
    .map((part) => (doubts.length === 0 ? part : { ...part, doubts }))
  const slices = ofLeads.map(({ content }) => content)
  const rest = items.filter((item) => !isLead(item)).map(({ content }) => content)
  return { leads, withdrawn, conversations, notices: noticesIn(items), slices, rest }
}

function noticesIn(items: readonly Item[]): Notices | undefined {
  const codes = items.flatMap((item) => (item.kind === 'notice' ? item.why : []))
  if (codes.length === 0) return undefined
  const same = Map.groupBy(codes, (code) => code)
  return Object.fromEntries([...same].map(([code, all]) => [code, all.length]))
}

const isLead = ({ kind }: Item) => kind === 'lead' || kind === 'reference' || kind === 'unreadable'

function leadIn(
  item: Item,
  request: CaptureRequest,
  kind: SourceKind,
  doubts: readonly string[],
): CapturedLead {
  if (item.kind === 'unreadable') return unreadableLead(request, item.because, doubts)
  const { kind: itemKind, content } = item
  const form = mapContent(content, request, kind)
  const allDoubts = [...doubts, ...(isTooFast(form, request.source) ? ['filled-too-fast'] : [])]
  const isRead = request.source.reread === true && kind.mapFetched !== undefined
  const mustBeFetched = itemKind === 'reference' || (isRead && form.isTest !== true)
  return {
    id: newId<LeadId>(request.receivedAt),
    ...kind.dedupe(form, request, content),
    form,
    ...(allDoubts.length === 0 ? {} : { doubts: allDoubts }),
    ...(mustBeFetched ? { startsAt: FETCH_STAGE } : {}),
  }
}

/** A page that does not say how long it took says nothing against the person. */
function isTooFast({ behaviour }: LeadForm, { minFillMs = 0 }: Source): boolean {
  return behaviour?.timeToFillMs !== undefined && behaviour.timeToFillMs < minFillMs
}
