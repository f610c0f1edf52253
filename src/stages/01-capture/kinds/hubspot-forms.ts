import { asObject, type BodyTree, listAt, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { cut } from '../clean-text.ts'
import { submissionKeys } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { targetFinder } from '../field-names.ts'
import { formConsents } from '../form-consents.ts'
import { isoMoment } from '../iso-moment.ts'
import { notAnObject } from '../not-an-object.ts'
import type { CaptureAnswer, CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'

/** HubSpot's number for companies; without one a field is of the contact. */
const COMPANY = '0-2'
const COMPANY_FIELDS = new Map<string, Target>([
  ['name', 'company'],
  ['domain', 'website'],
])

const CONTEXT = new Map<string, Target>([
  ['pageUri', 'pageUrl'],
  ['pageName', 'pageTitle'],
  ['formGuid', 'formId'],
  ['formId', 'formId'],
])

/**
 * What sites post to HubSpot's forms API, word for word, so that they need to change nothing but the
 * address. Browsers send it, so nothing proves it.
 * https://developers.hubspot.com/docs/methods/forms/submit_form
 */
export const hubspotForms: SourceKind = {
  verify: () => 'unverified',
  parameters: ['formGuid'],
  split: submissionsIn,
  map: mapSubmission,
  dedupe: submissionKeys,
  accepted: () => answer(200, { inlineMessage: 'Thank you. We will be in touch shortly.' }),
  failed: ({ status, detail }) => answer(status, { status: 'error', message: detail }),
}

/** The form's id stands in the query of the address, as HubSpot has it in the path. */
function submissionsIn(body: BodyTree, { url }: CaptureRequest): readonly Item[] {
  const submission = asObject(body)
  if (submission === undefined) return notAnObject(body)
  const formGuid = new URL(url).searchParams.get('formGuid')
  const content = formGuid === null ? submission : { formGuid, ...submission }
  return [{ kind: 'lead', content }]
}

function mapSubmission(body: BodyTree, { fieldMap }: Source): LeadForm {
  const {
    fields = null,
    context = null,
    legalConsentOptions = null,
    ...rest
  } = asObject(body) ?? {}
  const { consent: legal = null, ...otherBases } = asObject(legalConsentOptions) ?? {}
  const { submittedAt = null, skipValidation: _, ...others } = rest
  const { consent, rest: plain } = formConsents(fieldEntries(fields), fieldMap)
  const targetOf = targetFinder(fieldMap)
  const about = [
    ...entriesOf({ context }),
    ...entriesOf(others),
    ...entriesOf({ legalConsentOptions: otherBases }),
  ].map((entry) => ({ ...entry, target: CONTEXT.get(entry.name.replace(/^context\./, '')) }))
  return assembleForm(
    [
      ...plain.map(({ target, ...entry }) => ({
        ...entry,
        target: target ?? targetOf(entry.name),
      })),
      ...about,
      ...moment(submittedAt),
    ],
    { consent: [...legalConsents(legal), ...consent] },
  )
}

/** Fields as a list of names and values, or, as some scripts send them, as one object. */
function fieldEntries(fields: BodyTree): PlacedEntry[] {
  if (asObject(fields) !== undefined) return entriesOf(fields)
  return listAt({ fields }, 'fields').flatMap((field): PlacedEntry[] => {
    const { name: _, value = null, objectTypeId = null, ...odd } = asObject(field) ?? {}
    const [prefix, short] = (textAt(field, 'name') ?? '').split('/')
    const name = short ?? prefix ?? ''
    const isCompany = objectTypeId === COMPANY || (short !== undefined && prefix === COMPANY)
    const target = isCompany ? COMPANY_FIELDS.get(name) : undefined
    const values = entriesOf({ [name === '' ? 'field' : name]: value })
    return [...values.map((entry) => ({ ...entry, target })), ...entriesOf(odd)]
  })
}

function moment(submittedAt: BodyTree): PlacedEntry[] {
  return entriesOf({ submittedAt }).map(({ name, value }: Entry) => ({
    name,
    value: isoMoment(value, 1) ?? value,
    target: 'submittedAt',
  }))
}

function legalConsents(legal: BodyTree): Consent[] {
  const process = asObject(legal)
  if (process === undefined) return []
  return [
    consentOf('process', textAt(process, 'consentToProcess'), textAt(process, 'text')),
    ...listAt(process, 'communications').map((one) =>
      consentOf(
        `communication-${textAt(one, 'subscriptionTypeId') ?? ''}`,
        textAt(one, 'value'),
        textAt(one, 'text'),
      ),
    ),
  ]
}

function consentOf(key: string, said: string | undefined, text: string | undefined): Consent {
  const granted = said?.toLowerCase() === 'true'
  return { key: cut(key, 100), granted, ...(text === undefined ? {} : { text: cut(text, 5_000) }) }
}

function answer(status: number, body: object): CaptureAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
