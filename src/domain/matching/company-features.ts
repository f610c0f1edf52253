import type { CompanyName } from './company-name.ts'
import { editDistance } from './edit-distance.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { isPlaceWord } from './place-words.ts'
import { trigramLikeness } from './trigram-likeness.ts'
import { type WordPair, wordPairs } from './word-pairs.ts'

/** How much a word tells: the rarer among the companies we know, the more. At least 0. */
export type WordWeight = (word: string) => number

/**
 * What two names have in common, each about 0 to 1, by name: the input of the logistic model of
 * `companyLikeness`. Symmetric: the order of the two does not matter.
 */
export function companyFeatures(a: CompanyName, b: CompanyName, weightOf: WordWeight) {
  const paired = wordPairs(a.words, b.words)
  const words = cosine(paired, a.words, b.words, weightOf)
  const [ofLighter, ofHeavier] = containments(paired, a.words, b.words, weightOf)
  const letters = jaroWinkler(a.joined, b.joined)
  const [one, other] = [a.words.join(' '), b.words.join(' ')]
  const longest = Math.max(one.length, other.length)
  const [ownA, ownB] = [withoutPlaces(a.words), withoutPlaces(b.words)]
  const isSame = ownA.length === a.words.length && ownB.length === b.words.length
  const ownPaired = isSame ? paired : wordPairs(ownA, ownB)
  const [placeless] = containments(ownPaired, ownA, ownB, () => 1)
  return {
    words,
    wordsSquared: words ** 2,
    ofLighter,
    ofLighterSquared: ofLighter ** 2,
    ofHeavier,
    trigrams: trigramLikeness(a.joined, b.joined),
    letters,
    lettersSquared: letters ** 2,
    edits: 1 - editDistance(one, other, longest) / longest,
    lengths: Math.min(one.length, other.length) / longest,
    sameWords: yes(a.words.length === b.words.length && sorted(a.words) === sorted(b.words)),
    acronym: yes(isAcronym(a, b)),
    sameStart: yes(a.words[0] === b.words[0]),
    shared: Math.min(1, paired.length / 3),
    otherLegalForm: yes(hasOtherForm(a, b)),
    oneWord: yes(Math.min(a.words.length, b.words.length) === 1),
    placeless,
    placelessOneWord: placeless * yes(Math.min(ownA.length, ownB.length) === 1),
  }
}

export type CompanyFeatures = ReturnType<typeof companyFeatures>

const yes = (is: boolean) => (is ? 1 : 0)
const sorted = (words: readonly string[]) => words.toSorted().join(' ')

/** Soft TF-IDF (Cohen, Ravikumar and Fienberg 2003): a cosine in which a slip costs little. */
function cosine(
  paired: readonly WordPair[],
  a: readonly string[],
  b: readonly string[],
  weightOf: WordWeight,
): number {
  const shared = paired.reduce(
    (sum, { word, other, likeness }) => sum + likeness * weightOf(word) * weightOf(other),
    0,
  )
  const length = (words: readonly string[]) => Math.hypot(...words.map(weightOf))
  return Math.min(1, shared / (length(a) * length(b) || 1))
}

/** How much of the lighter name stands in the other, and how much of the heavier one. */
function containments(
  paired: readonly WordPair[],
  a: readonly string[],
  b: readonly string[],
  weightOf: WordWeight,
): readonly [number, number] {
  const total = (words: readonly string[]) => words.reduce((sum, word) => sum + weightOf(word), 0)
  const inA = paired.reduce((sum, { word, likeness }) => sum + likeness * weightOf(word), 0)
  const inB = paired.reduce((sum, { other, likeness }) => sum + likeness * weightOf(other), 0)
  const [ofA, ofB] = [inA / (total(a) || 1), inB / (total(b) || 1)]
  return total(a) < total(b) ? [ofA, ofB] : [ofB, ofA]
}

/** What is left of a name when countries are taken out, if anything is. */
function withoutPlaces(words: readonly string[]): readonly string[] {
  const own = words.filter((word) => !isPlaceWord(word))
  return own.length > 0 ? own : words
}

/** True when one name is the initials of the other. */
export const isAcronym = (a: CompanyName, b: CompanyName) =>
  standsFor(a.words, b.words) || standsFor(b.words, a.words)

function standsFor(short: readonly string[], long: readonly string[]): boolean {
  const [word = ''] = short
  const initials = long.map((one) => one.charAt(0)).join('')
  return short.length === 1 && long.length > 1 && word.length > 1 && word === initials
}

const hasOtherForm = ({ legalForms: a }: CompanyName, { legalForms: b }: CompanyName) =>
  a.length > 0 && b.length > 0 && a.join(' ') !== b.join(' ')
