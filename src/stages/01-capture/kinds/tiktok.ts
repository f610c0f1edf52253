import { asObject, type BodyTree, listAt, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import type { TargetOf } from '../field-names.ts'
import { formConsents } from '../form-consents.ts'
import { isoMoment } from '../iso-moment.ts'
import { plainAnswers } from '../plain-answers.ts'
import { questionTargetFinder } from '../question-target.ts'
import { signedAt, timedSignatureIn } from '../signature-in.ts'
import type { CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { verifySignature } from '../verify-signature.ts'

const ABOUT = new Map<string, Target>([
  ['id', 'sourceLeadId'],
  ['lead_id', 'sourceLeadId'],
  ['page_id', 'formId'],
  ['create_time', 'submittedAt'],
  ['campaign_id', 'campaign.id'],
  ['campaign_name', 'campaign.name'],
  ['adgroup_id', 'adGroup.id'],
  ['adgroup_name', 'adGroup.name'],
  ['ad_id', 'ad.id'],
  ['ad_name', 'ad.name'],
])

/** Where leads were seen or guessed to stand; `entry` is what TikTok's table of fields says. */
const LISTS = ['entry', 'leads', 'lead', 'data']

/**
 * Instant forms of TikTok. No real delivery of a lead is public, so this reads every shape that was
 * told of, and asks for a signature only of what carries one.
 */
export const tiktok: SourceKind = {
  verify,
  split,
  map: mapLead,
  dedupe: ({ sourceLeadId }, request, content) =>
    sourceLeadId === undefined
      ? bodyKeys({ ...request, bytes: Buffer.from(JSON.stringify(content)) })
      : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

/** Whether leads are signed is not known: what is not, must come by the token in the path. */
function verify(request: CaptureRequest) {
  const { secret, pathToken } = request.source
  const header = request.headers['tiktok-signature']
  const isUnsigned = header === undefined || secret === undefined
  if (isUnsigned && pathToken !== undefined) return 'unverified'
  const { time, signatures } = timedSignatureIn(header, 's')
  return verifySignature(request, {
    hash: 'sha256',
    encoding: 'hex',
    signatures,
    signed: [`${time}.`, request.bytes],
    signedAt: signedAt(time, 1_000),
  })
}

function split(body: BodyTree): Item[] {
  const list = LISTS.find((name) => listAt(body, name).some((one) => asObject(one) !== undefined))
  if (list === undefined) return [{ kind: 'notice', content: body, why: 'event-not-a-lead' }]
  return listAt(body, list).map((content) =>
    asObject(content) === undefined
      ? { kind: 'notice', content, why: 'event-not-a-lead' }
      : { kind: 'lead', content },
  )
}

function mapLead(content: BodyTree, { fieldMap }: Source): LeadForm {
  const { changes: _, ...about } = asObject(content) ?? {}
  const targetOf = questionTargetFinder(fieldMap)
  const { consent, rest } = formConsents(
    listAt(content, 'changes').flatMap(changeEntries),
    fieldMap,
  )
  return assembleForm(
    [
      ...rest.map((entry) => ({ ...entry, target: targetOf(entry.name) })),
      ...entriesOf(about).map((entry) => placed(entry, targetOf)),
    ],
    { consent },
  )
}

function changeEntries(change: BodyTree): Entry[] {
  const field = textAt(change, 'field')
  if (field === undefined) return entriesOf(change)
  return entriesOf({ [field]: asObject(change)?.value ?? null })
}

/** Times are counted in seconds in one place, and written out in UTC in another. */
function placed({ name, value }: Entry, targetOf: TargetOf): PlacedEntry {
  const plain = name.replace(/^(meta_data|lead_data)\./, '')
  const target = ABOUT.get(plain) ?? targetOf(plain)
  if (target !== 'submittedAt') return { name, value, target }
  const written = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) && `${value.replace(' ', 'T')}Z`
  return { name, value: isoMoment(value, 1_000) ?? (written || value), target }
}
