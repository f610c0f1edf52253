import type { Entry } from '../entry.ts'
import type { GuessedEntry } from '../settle-targets.ts'
import type { SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { wordpressForm } from '../wordpress-form.ts'

const PART = /^fields\.(.+)\.(id|type|title|value|raw_value|required)$/

const TYPES = new Map<string, Target>([
  ['email', 'email'],
  ['tel', 'phone'],
])

/**
 * The webhook action of Elementor's forms: labels with values, or, with "advanced data", an object
 * for each field that tells its type and title as well.
 */
export const elementor: SourceKind = wordpressForm({
  about: new Map<string, Target>([
    ['submissionid', 'sourceLeadId'],
    ['formid', 'formId'],
    ['form.id', 'formId'],
    ['formname', 'formName'],
    ['form.name', 'formName'],
    ['pageurl', 'pageUrl'],
    ['meta.pageurl.value', 'pageUrl'],
  ]),
  isControl: (name) => /^(powered by|meta\.credit\b.*|meta\.[^.]+\.title)$/i.test(name),
  read: readFields,
})

function readFields(entries: readonly Entry[]): GuessedEntry[] {
  const parts = Map.groupBy(entries, ({ name }) => PART.exec(name)?.[1])
  return entries.flatMap((entry): GuessedEntry[] => {
    const [, id, part] = PART.exec(entry.name) ?? []
    if (id === undefined) return [entry]
    if (part !== 'value') return []
    const partOf = (wanted: string) =>
      parts.get(id)?.find(({ name }) => name.endsWith(`.${wanted}`))?.value
    return oneField(id, entry.value, partOf('title'), partOf('type') ?? '')
  })
}

function oneField(id: string, value: string, title: string | undefined, type: string) {
  const label = title === undefined ? {} : { label: title }
  if (type !== 'acceptance') return [{ name: id, value, target: TYPES.get(type), ...label }]
  const text = title === undefined ? [] : [{ name: `consent.${id}.text`, value: title }]
  return [{ name: `consent.${id}`, value }, ...text]
}
