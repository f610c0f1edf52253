import { asObject, type BodyTree } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm } from '../assemble-form.ts'
import { submissionKeys } from '../dedupe-keys.ts'
import { entriesOf } from '../entry.ts'
import { normalisedName, targetFinder } from '../field-names.ts'
import { formAnswer } from '../form-answer.ts'
import { formConsents } from '../form-consents.ts'
import { notAnObject } from '../not-an-object.ts'
import type { SourceKind } from '../source-kind.ts'

/**
 * Any HTML form, landing page or script of our customer's site. Browsers cannot keep a secret, so
 * what they post is unverified, and fields may have whatever names the page gave them.
 */
export const form: SourceKind = {
  verify: () => 'unverified',
  split: (body) =>
    asObject(body) === undefined ? notAnObject(body) : [{ kind: 'lead', content: body }],
  map: mapLead,
  dedupe: submissionKeys,
  accepted: formAnswer,
  failed: () => undefined,
}

function mapLead(body: BodyTree, { fieldMap, honeypotField }: Source): LeadForm {
  const targetOf = targetFinder(fieldMap)
  const isTrap = named(honeypotField)
  const entries = entriesOf(body).filter(({ name }) => name !== 'redirect')
  const honeypot = entries.find(isTrap)?.value
  const { consent, rest } = formConsents(
    entries.filter((entry) => !isTrap(entry)),
    fieldMap,
  )
  return assembleForm(
    rest.map((entry) => ({ ...entry, target: targetOf(entry.name) })),
    { ...(honeypot === undefined ? {} : { honeypot }), consent },
  )
}

function named(wanted: string | undefined) {
  const plain = wanted === undefined ? undefined : normalisedName(wanted)
  return ({ name }: { name: string }) => normalisedName(name) === plain
}
