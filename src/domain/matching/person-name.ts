import { folded } from './folded.ts'

/** A person's name, taken apart for comparing. An empty text says that the part is not known. */
export type PersonName = { readonly given: string; readonly family: string }

const TITLES = new Set(
  'mr mrs ms miss mx dr prof professor sir dame herr frau fr hr ing dipl mag mme mlle m sr sra srta don dona'.split(
    ' ',
  ),
)
const SUFFIXES = new Set('jr sr ii iii iv phd md mba msc bsc esq cpa'.split(' '))
/** Typed by people who try a form out; they name nobody. */
const NOBODY = new Set(
  'test tester testing asdf qwerty none null na nil unknown anonymous noname name firstname lastname first last user admin xxx abc'.split(
    ' ',
  ),
)

/**
 * Reads a name as a form gives it, in parts or in one text. Titles and suffixes are left out, other
 * scripts transliterated; `Solberg, Ingrid` is turned round. What names nobody (`test test`) is empty.
 */
export function readPersonName(given: string | undefined, family: string | undefined): PersonName {
  const name = { given: wordsOf(given ?? ''), family: wordsOf(family ?? '') }
  if (name.family.length === 0 && name.given.length > 1) {
    const turned = /,/.test(given ?? '')
    return turned
      ? { given: joined(name.given.slice(1)), family: joined(name.given.slice(0, 1)) }
      : { given: joined(name.given.slice(0, 1)), family: joined(name.given.slice(1)) }
  }
  return { given: joined(name.given), family: joined(name.family) }
}

function wordsOf(text: string): string[] {
  const words = folded(text).split(' ').filter(Boolean)
  const own = words.filter((word) => !TITLES.has(word) && !SUFFIXES.has(word) && !NOBODY.has(word))
  // A surname may be a word that is a title elsewhere, but a name made up for a test stays nobody.
  return own.length > 0 ? own : words.filter((word) => !NOBODY.has(word))
}

const joined = (words: readonly string[]) => words.join(' ')
