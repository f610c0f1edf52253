import { asObject, type BodyTree, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { ownNames } from '../field-names.ts'
import { sameSecret } from '../same-secret.ts'
import type { CaptureAnswer, CaptureRequest, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'

/** Columns of Google's own questions. The work address comes first, because it wins. */
const COLUMNS = new Map<string, Target>([
  ['WORK_EMAIL', 'email'],
  ['EMAIL', 'email'],
  ['FULL_NAME', 'fullName'],
  ['FIRST_NAME', 'firstName'],
  ['LAST_NAME', 'lastName'],
  ['PHONE_NUMBER', 'phone'],
  ['WORK_PHONE', 'phone'],
  ['COMPANY_NAME', 'company'],
  ['JOB_TITLE', 'title'],
  ['COUNTRY', 'country'],
  ['REGION', 'region'],
  ['CITY', 'city'],
  ['POSTAL_CODE', 'postalCode'],
])

const TOP_LEVEL = new Map<string, Target>([
  ['lead_id', 'sourceLeadId'],
  ['form_id', 'formId'],
  ['campaign_id', 'campaign.id'],
  ['adgroup_id', 'adGroup.id'],
  ['creative_id', 'ad.id'],
  ['gcl_id', 'click.gclid'],
  ['lead_submit_time', 'submittedAt'],
])

/** Said elsewhere in the lead, or a secret, or only about the format. */
const NOT_AN_ANSWER = new Set(['google_key', 'is_test', 'api_version', 'user_column_data'])

/**
 * Lead form assets of Google Ads: JSON that carries the webhook key it must prove itself with.
 * https://developers.google.com/google-ads/webhook/docs/implementation
 */
export const googleAds: SourceKind = {
  verify: ({ body, secrets }) =>
    sameSecret(textAt(body, 'google_key'), secrets) ? 'authentic' : 'forged',
  split: (body) => [{ kind: 'lead', content: body }],
  map: mapLead,
  dedupe,
  accepted: () => answer(200, '{}'),
  failed: ({ status, detail }) => answer(status, JSON.stringify({ message: detail })),
}

function mapLead(body: BodyTree, source: Source) {
  const { user_column_data: columns = [], ...rest } = asObject(body) ?? {}
  const top = entriesOf(rest)
    .filter(({ name }) => !NOT_AN_ANSWER.has(name))
    .map((entry) => ({ ...entry, target: TOP_LEVEL.get(entry.name) }))
  const answered = columnEntries(columns, source)
  return assembleForm([...answered, ...top], {
    isTest: textAt(body, 'is_test')?.toLowerCase() === 'true',
  })
}

function columnEntries(columns: BodyTree, source: Source): PlacedEntry[] {
  const ownTarget = ownNames(source.fieldMap)
  const list: readonly BodyTree[] = Array.isArray(columns) ? columns : [columns]
  return list
    .flatMap(columnEntry)
    .map((entry) => ({ ...entry, target: COLUMNS.get(entry.name) ?? ownTarget(entry.name) }))
    .sort((a, b) => rank(a) - rank(b))
}

const rank = ({ name }: Entry) => (name === 'WORK_EMAIL' ? 0 : 1)

function columnEntry(column: BodyTree): Entry[] {
  const label = textAt(column, 'column_name')
  const name = textAt(column, 'column_id') ?? label
  const value = textAt(column, 'string_value')
  if (name === undefined) return entriesOf(column)
  return value === undefined ? [] : [{ name, ...(label === undefined ? {} : { label }), value }]
}

/**
 * Google names each lead, but every test of every form with the same id: tests are told apart by
 * when they came.
 */
function dedupe({ sourceLeadId, isTest }: LeadForm, request: CaptureRequest) {
  if (sourceLeadId === undefined) return bodyKeys(request)
  const at = request.receivedAt.toISOString()
  return { dedupeKey: isTest === true ? `test:${at}:${idKey(sourceLeadId)}` : idKey(sourceLeadId) }
}

function answer(status: number, body: string): CaptureAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body }
}
