import type { BodyTree } from '../../domain/body-tree.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { cleanText } from './clean-text.ts'
import { entriesOf } from './entry.ts'

/** One value of a form, and the names under which the sender wrote it; none when it was derived. */
export type Origin = {
  readonly field: string
  readonly value: string
  readonly from: readonly string[]
}

/** Where the values of a form came from, and the names whose values are nowhere in it. */
export type Origins = { readonly fields: readonly Origin[]; readonly unused: readonly string[] }

/**
 * Compares a form with what it was made of. It goes by equal values, so it holds for every kind
 * whatever its way of mapping; two names with one value are both named.
 */
export function formOrigins(form: LeadForm, content: BodyTree): Origins {
  const entries = entriesOf(content)
  const namesOf = Map.groupBy(entries, ({ value }) => cleanText(value).trim())
  const fields = leavesOf(form, '').map(([field, value]) => ({
    field,
    value,
    from: (namesOf.get(value) ?? []).map(({ name }) => name),
  }))
  const used = new Set(fields.map(({ value }) => value))
  const unused = entries.filter(({ value }) => !used.has(cleanText(value).trim()))
  return { fields, unused: unused.map(({ name }) => name) }
}

/** Names of questions and roles, which the person did not give. */
const NOT_SAID = new Set(['key', 'label', 'role'])

/** Every value with its path: `email`, `utm.source`, `answers.0.value`. */
function leavesOf(value: unknown, path: string): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value)
    .filter(([name]) => !NOT_SAID.has(name))
    .flatMap(([name, inner]) => leavesOf(inner, join(path, name)))
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)
