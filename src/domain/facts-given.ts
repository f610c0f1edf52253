import type { Facts } from './condition-fields.ts'

/** Facts by the names conditions have for them, as `lead.country` or `lead.answers.budget`. */
export type GivenFacts = Readonly<Record<string, string | number | boolean | null>>

/** The facts that are given, and none besides; null is none. */
export function factsGiven(given: GivenFacts): Facts {
  const facts: Record<string, Record<string, unknown>> = {
    lead: {},
    contact: {},
    account: {},
    signals: {},
    chat: {},
    score: {},
    time: {},
    segments: {},
  }
  for (const [path, value] of Object.entries(given)) {
    const [group = '', field = '', ...key] = path.split('.')
    const into = facts[group]
    if (into === undefined || value === null) continue
    if (key.length === 0) into[field] = value
    else into[field] = { ...(into[field] as object | undefined), [key.join('.')]: value }
  }
  return facts as Facts
}
