import type { Consent } from '../../domain/lead-form.ts'
import { consentOf, isConsent } from './consent.ts'
import type { Entry } from './entry.ts'
import { normalisedName } from './field-names.ts'

type Split<E> = { readonly consent: Consent[]; readonly rest: E[] }

/**
 * Tells what a person agreed to from the other values: what is named `consent`, and what the field
 * map of the source names as `consent`, `consent.<what>` or `consent.<what>.version`. A box that the
 * map names keeps its label as the text that the person saw.
 */
export function formConsents<E extends Entry>(
  entries: readonly E[],
  fieldMap: Readonly<Record<string, readonly string[]>>,
): Split<E> {
  const names = consentNames(fieldMap)
  const nameOf = ({ name, label }: Entry) =>
    names.get(normalisedName(name)) ?? (label && names.get(normalisedName(label)))
  const said = entries.flatMap((entry): Entry[] => {
    const name = nameOf(entry)
    if (name === undefined) return isConsent(entry) ? [entry] : []
    const text = entry.label && isBox(name) && { name: `${name}.text`, value: entry.label }
    return [{ name, value: entry.value }, ...(text ? [text] : [])]
  })
  const rest = entries.filter((entry) => nameOf(entry) === undefined && !isConsent(entry))
  return { consent: consentOf(said), rest }
}

/** Our name of each value the map names: `consent`, `consent.<what>` or `consent.<what>.version`. */
function consentNames(fieldMap: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(
    Object.entries(fieldMap).flatMap(([target, names]) => {
      return /^consent(\.|$)/.test(target) && isConsent({ name: target, value: '' })
        ? names.map((name) => [normalisedName(name), target] as const)
        : []
    }),
  )
}

const isBox = (name: string) => !/\.(text|version)$/.test(name)
