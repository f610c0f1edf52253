import type { Facts } from '../condition-fields.ts'

/** The value of a field by the name conditions have for it; undefined when it is missing. */
export function factAtPath(facts: Facts, path: string): unknown {
  const [group = '', field = '', ...key] = path.split('.')
  const of = facts[group as keyof Facts] as Readonly<Record<string, unknown>> | undefined
  const value = of?.[field]
  if (key.length === 0) return value
  return (value as Readonly<Record<string, unknown>> | undefined)?.[key.join('.')]
}
