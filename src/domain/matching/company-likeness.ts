import { type CompanyFeatures, companyFeatures, type WordWeight } from './company-features.ts'
import type { CompanyName } from './company-name.ts'

/**
 * Learned by logistic regression (L2) from 6,361 pairs of names of which it is known whether they are
 * one group; `npm run bench -- dedupe` fits anew on the same pairs and says how good that is.
 */
const COEFFICIENTS: CompanyFeatures = {
  words: 1.91,
  wordsSquared: 0.18,
  ofLighter: 0.24,
  ofLighterSquared: 0.38,
  ofHeavier: -2.59,
  trigrams: 2.51,
  letters: 0.05,
  lettersSquared: 2.72,
  edits: -2.33,
  lengths: 0.94,
  sameWords: -0.48,
  acronym: 2.78,
  sameStart: 2.61,
  shared: -2.2,
  otherLegalForm: -1.02,
  oneWord: -0.81,
  placeless: 3.29,
  placelessOneWord: 0.73,
}
const CONSTANT = -3.78

/**
 * How probable it is, 0 to 1, that two names mean companies of one group, as far as names can tell.
 * 1 for names that are the same but for legal form, spelling and what stands between the words.
 */
export function companyLikeness(a: CompanyName, b: CompanyName, weightOf: WordWeight): number {
  if (a.joined === b.joined) return 1
  const features = companyFeatures(a, b, weightOf)
  const names = Object.keys(COEFFICIENTS) as (keyof CompanyFeatures)[]
  const sum = names.reduce((all, name) => all + features[name] * COEFFICIENTS[name], CONSTANT)
  return 1 / (1 + Math.exp(-sum))
}
