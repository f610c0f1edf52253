import { type BodyTree, nodeAt, textAt } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../domain/lead-form.ts'
import { assembleForm } from './assemble-form.ts'
import { cut } from './clean-text.ts'
import { entriesOf } from './entry.ts'
import { ownNames } from './field-names.ts'
import type { Target } from './targets.ts'
import { withReference } from './with-reference.ts'

const PROPERTIES = new Map<string, Target>([
  ['email', 'email'],
  ['phone', 'phone'],
  ['mobilephone', 'phone'],
  ['firstname', 'firstName'],
  ['lastname', 'lastName'],
  ['company', 'company'],
  ['jobtitle', 'title'],
  ['country', 'country'],
  ['state', 'region'],
  ['city', 'city'],
  ['zip', 'postalCode'],
  ['website', 'website'],
  ['message', 'message'],
  ['recent_conversion_event_name', 'formName'],
  ['hs_google_click_id', 'click.gclid'],
  ['hs_facebook_click_id', 'click.fbclid'],
])

/** About the record, not about the person; consent is read below. */
const NOT_AN_ANSWER =
  /^(hs_object_id|createdate|lastmodifieddate|hs_legal_basis|hs_email_optout|recent_conversion_date)$/

/**
 * A contact as HubSpot's API gives it. Properties without a field of ours become answers. The legal
 * basis and an opt-out from mail are consent: a basis other than the person's own is none.
 */
export function hubspotContact(content: BodyTree, source: Source, reference: LeadForm): LeadForm {
  const ownTarget = ownNames(source.fieldMap)
  const entries = entriesOf(nodeAt(content, 'properties'))
    .filter(({ name }) => !NOT_AN_ANSWER.test(name))
    .map((entry) => ({ ...entry, target: ownTarget(entry.name) ?? PROPERTIES.get(entry.name) }))
  const fetched = assembleForm(entries, { consent: consentIn(nodeAt(content, 'properties')) })
  return withReference(fetched, reference)
}

function consentIn(properties: BodyTree): Consent[] {
  const basis = textAt(properties, 'hs_legal_basis')
  const optedOut = textAt(properties, 'hs_email_optout') === 'true'
  return [
    ...(basis === undefined
      ? []
      : [{ key: 'hs_legal_basis', text: cut(basis, 5_000), granted: /consent/i.test(basis) }]),
    ...(optedOut ? [{ key: 'email', granted: false }] : []),
  ]
}
