import { textAt } from '../../../domain/body-tree.ts'
import type { Entry } from '../entry.ts'
import type { GuessedEntry } from '../settle-targets.ts'
import type { SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { wordpressForm } from '../wordpress-form.ts'

const CONTROLS = new Set(
  'is_starred is_read is_fulfilled status post_id date_updated created_by'.split(' '),
)

const NAME_PARTS = new Map<string, Target>([
  ['3', 'firstName'],
  ['6', 'lastName'],
])

const ADDRESS_PARTS = new Map<string, Target>([
  ['3', 'city'],
  ['4', 'region'],
  ['5', 'postalCode'],
  ['6', 'country'],
])

/**
 * The webhooks add-on of Gravity Forms: an entry as the plug-in stores it, in which fields have
 * numbers and no names, `2.3` being the third part of field 2.
 */
export const gravityForms: SourceKind = wordpressForm({
  about: new Map<string, Target>([
    ['id', 'sourceLeadId'],
    ['formid', 'formId'],
    ['formtitle', 'formName'],
    ['datecreated', 'submittedAt'],
    ['sourceurl', 'pageUrl'],
  ]),
  isControl: (name) => CONTROLS.has(name),
  read: (entries) => {
    const fields = Map.groupBy(entries, ({ name }) => name.split('.')[0] ?? '')
    // Once for each field: a field may have as many parts as somebody likes to send.
    const parts = new Map([...fields].map(([field, all]) => [field, partsIn(all)]))
    return entries.flatMap((entry) => readPart(entry, parts))
  },
  notALead: (body) =>
    /^(spam|trash)$/.test(textAt(body, 'status') ?? '') ? 'entry-is-spam' : undefined,
})

/** What follows the name of a consent for its box, the words beside it and their revision. */
const CONSENT_PARTS = new Map([
  ['1', ''],
  ['2', '.text'],
  ['3', '.version'],
])

type Parts = { readonly isConsent: boolean; readonly isAddress: boolean }

function partsIn(entries: readonly Entry[]): Parts {
  const values = new Map(entries.map(({ name, value }) => [name.split('.')[1], value]))
  return { isConsent: isConsent(values), isAddress: values.has('1') || values.has('5') }
}

function readPart(entry: Entry, fields: ReadonlyMap<string, Parts>): GuessedEntry[] {
  const [field = '', part] = entry.name.split('.')
  if (part === undefined) return [entry]
  const { isConsent = false, isAddress = false } = fields.get(field) ?? {}
  if (!isConsent) return [{ ...entry, guess: (isAddress ? ADDRESS_PARTS : NAME_PARTS).get(part) }]
  const of = CONSENT_PARTS.get(part)
  return [of === undefined ? entry : { name: `consent.${field}${of}`, value: entry.value }]
}

/** A box, the words beside it and the number of their revision. */
const isConsent = (values: ReadonlyMap<string | undefined, string>) =>
  /^(1|checked|true)$/i.test(values.get('1') ?? '') &&
  values.has('2') &&
  /^\d+$/.test(values.get('3') ?? '') &&
  !values.has('5')
