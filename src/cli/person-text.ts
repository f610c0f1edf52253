import type { ExplanationAnswer } from './lead-answers.ts'

type Person = NonNullable<ExplanationAnswer['person']>
type Comparison = NonNullable<Person['comparison']>

/** Whose a lead is and why, with the evidence of the closest likeness field by field. */
export function personText({ contactId, by, comparison }: Person): readonly string[] {
  const said = `Person: ${HOW[by] ?? by} (${contactId})`
  if (comparison === undefined) return [said, '  not compared with others']
  // An exact key needs no likeness to itself for a reason.
  if (by === 'email' || by === 'phone') return [said]
  return [said, ...comparisonText(comparison)]
}

const HOW: Readonly<Record<string, string>> = {
  email: 'known by their e-mail address',
  phone: 'known by their phone number',
  likeness: 'known, by their likeness',
  new: 'new',
  none: 'new, with nothing to know them by',
}

function comparisonText(comparison: Comparison): readonly string[] {
  const { contactId, bits, fields, priorBits, compared, weights } = comparison
  if (contactId === undefined || bits === undefined) return ['  resembles nobody we know']
  const by = weights === 0 ? 'shipped weights' : `weights ${weights}`
  return [
    `  ${signed(bits)} bits for ${contactId}: ${VERDICTS[comparison.verdict]}`,
    ...fields.map((one) => `  ${padded(one.bits)}  ${NAMES[one.field] ?? one.field} ${one.level}`),
    `  ${padded(priorBits)}  that it is one contact of all`,
    `  compared with ${compared}, by ${by}`,
  ]
}

const VERDICTS: Readonly<Record<string, string>> = {
  same: 'the same person',
  review: 'a person decides',
  new: 'somebody else',
}

const NAMES: Readonly<Record<string, string>> = {
  givenName: 'given name',
  familyName: 'family name',
  email: 'e-mail',
}

const signed = (bits: number) => `${bits > 0 ? '+' : ''}${bits.toFixed(1)}`
const padded = (bits: number) => signed(bits).padStart(5)
