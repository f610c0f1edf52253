import { asObject, type BodyObject, type BodyTree, nodeAt, textAt } from '../../domain/body-tree.ts'
import { type Entry, entriesOf } from './entry.ts'
import { normalisedName } from './field-names.ts'
import { questionTargetFinder } from './question-target.ts'
import type { GuessedEntry } from './settle-targets.ts'
import type { Target } from './targets.ts'
import { valueTarget } from './value-target.ts'

/** Parts of a name, a phone number and an address, as Jotform's own fields have them. */
const PARTS = new Map<string, Target>([
  ['first', 'firstName'],
  ['last', 'lastName'],
  ['city', 'city'],
  ['state', 'region'],
  ['postal', 'postalCode'],
  ['country', 'country'],
])

/**
 * The answers of a submission to Jotform, each with the field that it is or may be. `q3_fullName`
 * goes by the name `q3_fullName` and is understood as a full name. `pretty` is the summary for people,
 * from which the words of a question are taken where they fit its name.
 */
export function jotformAnswers(
  answers: BodyObject,
  pretty: string | undefined,
  fieldMap: Readonly<Record<string, readonly string[]>>,
): GuessedEntry[] {
  const labels = labelsIn(pretty ?? '')
  const targetOf = questionTargetFinder(fieldMap)
  return Object.entries(answers).flatMap(([key, given]) => {
    const word = key.replace(/^q\d+_/, '')
    const label = textAt(given, 'text') ?? labels.get(normalisedName(word))
    const target = targetOf(key) ?? targetOf(word) ?? (label && targetOf(label))
    return entriesOfAnswer(key, givenAnswer(given), target || undefined).map((entry) =>
      label === undefined ? entry : { ...entry, label },
    )
  })
}

/** Some ways to send submissions put the question beside its answer. */
function givenAnswer(given: BodyTree): BodyTree {
  const field = asObject(given)
  if (field === undefined || !('answer' in field || 'prettyFormat' in field)) return given
  const answer = nodeAt(field, 'answer')
  return answer ?? nodeAt(field, 'prettyFormat')
}

function entriesOfAnswer(key: string, value: BodyTree, target: Target | undefined): GuessedEntry[] {
  const parts = asObject(value)
  if (parts === undefined) {
    return entriesOf({ [key]: value }).map((entry) => ({
      ...entry,
      ...(target === undefined ? { guess: valueTarget(entry.value) } : { target }),
    }))
  }
  if ('full' in parts || 'phone' in parts) return phone(key, parts, target)
  if ('year' in parts && 'month' in parts) return date(key, parts)
  const isSure = target === 'fullName'
  return entriesOf(parts).map(({ name, value: text }) => {
    const part = PARTS.get(name)
    return { name: `${key}.${name}`, value: text, ...(isSure ? { target: part } : { guess: part }) }
  })
}

function phone(key: string, parts: BodyObject, target: Target | undefined): GuessedEntry[] {
  const pieces = [textAt(parts, 'country'), textAt(parts, 'area'), textAt(parts, 'phone')]
  const number = textAt(parts, 'full') ?? pieces.filter(Boolean).join(' ')
  const entries: Entry[] = entriesOf({ [key]: number })
  return entries.map((entry) => ({ ...entry, ...(target ? { target } : { guess: 'phone' }) }))
}

function date(key: string, parts: BodyObject): GuessedEntry[] {
  const [year, month, day] = ['year', 'month', 'day'].map((part) => textAt(parts, part))
  const { year: _y, month: _m, day: _d, ...more } = parts
  const text = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter(Boolean).join('-')
  return [...entriesOf({ [key]: text }), ...entriesOf({ [key]: more })]
}

/** `Full name:Ann Lee, Team size:12` by what its questions become in the names of answers. */
function labelsIn(pretty: string): Map<string, string> {
  return new Map(
    pretty
      .slice(0, 20_000)
      .split(/:|, /)
      .map(
        (text) => [normalisedName(text.replace(/[^\p{L}\p{N}\s_-]/gu, '')), text.trim()] as const,
      )
      .filter(([name]) => name !== ''),
  )
}
