import { type TargetOf, targetFinder } from './field-names.ts'

/** What people put around the name of a field when they ask for it. */
const AROUND: readonly RegExp[] = [
  /\s*\([^)]*\)/g,
  /[\s?*:.!]+$/,
  /\s+\d{1,2}$/,
  /^(hi|hello|thanks|great)\b[^,!]*[,!]\s*/i,
  /^(and|so|finally)\s+/i,
  /^please\s+/i,
  /^(can|could|may) (you|we)\s+(please\s+)?/i,
  /^(tell us|give us|enter|share|provide|leave|have)\s+/i,
  /^(what|which)((['’]s)|\s+is|\s+are)?\s+/i,
  /^(your|the|a)\s+/i,
  /\s+(do you work for|do you represent|are you with|are you (based|located) in|do you live in)$/i,
]

/**
 * Finds the field that a question stands for: by the field map, by its name, then by its words
 * without what only asks: `What is your first name?` is the first name.
 */
export function questionTargetFinder(
  fieldMap: Readonly<Record<string, readonly string[]>>,
): TargetOf {
  const targetOf = targetFinder(fieldMap)
  return (question) => targetOf(question) ?? targetOf(withoutAsking(question))
}

/** A question that is longer is about something else, and expressions should not read on. */
const LONGEST = 120

function withoutAsking(question: string): string {
  if (question.length > LONGEST) return ''
  return AROUND.reduce((text, around) => text.replace(around, ''), question.trim())
}
