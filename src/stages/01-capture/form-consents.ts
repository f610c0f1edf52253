import type { Consent } from '../../domain/lead-form.ts'
import { consentOf, isConsent } from './consent.ts'
import type { Entry } from './entry.ts'
import { normalisedName } from './field-names.ts'

type Split<E> = { readonly consent: Consent[]; readonly rest: E[] }

/**
 * Tells what a person agreed to from the other values: what is named `consent`, and what the field
 * map of the source names as `consent` or `consent.<what>`. A box that the map names keeps its label
 * as the text that the person saw.
 */
export function formConsents<E extends Entry>(
  entries: readonly E[],
  fieldMap: Readonly<Record<string, readonly string[]>>,
): Split<E> {
  const keys = consentKeys(fieldMap)
  const keyOf = ({ name, label }: Entry) =>
    keys.get(normalisedName(name)) ?? (label && keys.get(normalisedName(label)))
  const said = entries.flatMap((entry): Entry[] => {
    const key = keyOf(entry)
    if (key === undefined) return isConsent(entry) ? [entry] : []
    const text = entry.label && { name: `consent.${key}.text`, value: entry.label }
    return [{ name: `consent.${key}`, value: entry.value }, ...(text ? [text] : [])]
  })
  const rest = entries.filter((entry) => keyOf(entry) === undefined && !isConsent(entry))
  return { consent: consentOf(said), rest }
}

function consentKeys(fieldMap: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(
    Object.entries(fieldMap).flatMap(([target, names]) => {
      const [group, key = 'consent'] = target.split('.')
      return group === 'consent' ? names.map((name) => [normalisedName(name), key] as const) : []
    }),
  )
}
