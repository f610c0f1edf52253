import { folded } from './folded.ts'

/** Parts of the world, and forms of country names that no list of names has. */
const OTHERS =
  'africa america american americas asia asian asiatic atlantic australia benelux central china chinese dach east eastern emea ' +
  'europe european global gulf iberia iberica latam latin middle nordic north northern pacific scandinavia south southern ' +
  'uk us usa uae west western world worldwide deutschland espana france italia japan nederland norge osterreich polska ' +
  'schweiz suomi sverige brasil thai siam beijing shanghai shenzhen guangzhou tianjin suzhou hong kong singapore dubai'

const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

const words = new Set([
  ...OTHERS.split(' '),
  ...LETTERS.flatMap((one) =>
    LETTERS.flatMap((two) => folded(NAMES.of(one + two) ?? '').split(' ')),
  ).filter((word) => word.length > 3),
])

/**
 * True for a word that names a country or a part of the world. Companies of one group differ by it,
 * and companies that share nothing else have it in common.
 */
export const isPlaceWord = (word: string) => words.has(word)
