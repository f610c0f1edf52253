import type { PlacedEntry } from './assemble-form.ts'
import type { Target } from './targets.ts'

/** A value that may belong to a field, if no other value surely does. */
export type GuessedEntry = PlacedEntry & { readonly guess?: Target | undefined }

const NAMES: ReadonlySet<Target> = new Set<Target>(['fullName', 'firstName', 'lastName'])

/**
 * Decides guesses: the first value that may be a field becomes it, unless one surely is. Names are
 * guessed from one question only, so that no lead has the first name of one person and the last name
 * of another; the parts of a question share their name up to the last dot.
 */
export function settleTargets(entries: readonly GuessedEntry[]): PlacedEntry[] {
  const taken = new Set(entries.flatMap(({ target }) => target ?? []))
  const isNamed = [...NAMES].some((name) => taken.has(name))
  const first = entries.find(({ guess, target }) => !target && guess && NAMES.has(guess))
  const question = isNamed || first === undefined ? undefined : questionOf(first)
  return entries.map(({ guess, ...entry }) => {
    if (entry.target !== undefined || guess === undefined || taken.has(guess)) return entry
    if (NAMES.has(guess) && questionOf(entry) !== question) return entry
    taken.add(guess)
    return { ...entry, target: guess }
  })
}

const questionOf = ({ name }: PlacedEntry) => name.slice(0, Math.max(name.lastIndexOf('.'), 0))
