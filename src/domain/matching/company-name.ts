import { folded } from './folded.ts'
import { isLegalForm, isWeakLegalForm } from './legal-forms.ts'

/** A company's name, taken apart for comparing. */
export type CompanyName = {
  /** The words that tell it from others, in their order; never empty. */
  readonly words: readonly string[]
  /** How it is incorporated, as far as the name says so. */
  readonly legalForms: readonly string[]
  /** The words without what stands between them: `acme logistics` and `AcmeLogistics` are one. */
  readonly joined: string
}

const FILLERS = new Set(
  'the and of und et de la le les des du y e der die das for und van het il i'.split(' '),
)
/** Legal forms of several words, as `folded` writes them, with the word they are written as as well. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\b(open |public |closed )?joint stock compan[y]?\b/g, 'jsc'],
  [/\bpublic limited company\b/g, 'plc'],
  [/\b(private )?limited liability compan(y|ies)\b/g, 'llc'],
  [/\blimited liability partnership\b/g, 'llp'],
  [/\bsociete (anonyme|par actions simplifiee)\b/g, 'sa'],
  [/\bsociedad anonima\b/g, 'sa'],
  [/\bgesellschaft mit beschrankter haftung\b/g, 'gmbh'],
]
/** `I.B.M.` and `B. V.` are one word each. */
const DOTTED = /\b(?:\p{L}[. ]\s?){2,}(?:\p{L}\b\.?)?/gu

/**
 * Takes a name apart. Legal forms and fillers are set aside where something else remains; `&` and
 * `+` are the word for "and". Undefined for a name without any letter or digit.
 */
export function readCompanyName(name: string): CompanyName | undefined {
  const spelled = name
    .replace(/[&+]/g, ' and ')
    .replace(DOTTED, (letters) => ` ${letters.replace(/[^\p{L}]/gu, '')} `)
  const text = PHRASES.reduce((said, [phrase, form]) => said.replace(phrase, form), folded(spelled))
  const all = text.split(' ').filter(Boolean)
  if (all.length === 0) return undefined
  const plain = all.filter((word) => !FILLERS.has(word))
  const legalForms = plain.filter((word, place) => isSetAside(word, place, plain.length))
  const own = plain.filter((word, place) => !isSetAside(word, place, plain.length))
  const words = own.length > 0 ? own : all
  return { words, legalForms, joined: words.join('') }
}

function isSetAside(word: string, place: number, words: number): boolean {
  if (!isLegalForm(word)) return false
  if (place === 0) return words > 2 && !isWeakLegalForm(word)
  return true
}
