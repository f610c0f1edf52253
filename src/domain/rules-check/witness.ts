import { ANOTHER, type FieldValue, MISSING } from './field-values.ts'
import type { WitnessLead } from './finding.ts'
import type { World } from './world.ts'

/** Values for texts that are none of those that rules name; the first that is free is shown. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'lead.country': ['NZ', 'IS', 'UY', 'KE', 'LU', 'VN', 'MA', 'PY', 'MN', 'FJ'],
  'account.country': ['NZ', 'IS', 'UY', 'KE', 'LU', 'VN', 'MA', 'PY', 'MN', 'FJ'],
  'lead.emailDomain': ['another.example'],
  'account.domain': ['another.example'],
}

/** An imagined lead, no part of it assumed, as people read it. `named` are the texts that rules name, by field. */
export function witnessOf(
  world: World,
  named: (field: string) => ReadonlySet<FieldValue>,
): WitnessLead {
  const fields = [...world].map(([field, value]) => {
    return [field, shown(field, value as FieldValue, named(field))]
  })
  return Object.fromEntries(fields)
}

function shown(field: string, value: FieldValue, named: ReadonlySet<FieldValue>) {
  if (value === MISSING) return null
  if (value !== ANOTHER) return value
  const free = OTHERS[field]?.find((other) => !named.has(other))
  return free ?? 'something else'
}
