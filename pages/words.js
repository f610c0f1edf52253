/* In which language a page speaks: the rep's, else the browser's, else English. Fills in what stands on it. */

import { english } from './english.js'
import { german } from './german.js'
import { keep, kept } from './kept.js'

/* The locale of whoever signed in last, so that a page need not ask before it speaks. */
const KEY = 'stl-locale'
const LANGUAGES = [english, german]

let spoken
let written

/* The words of the language that is spoken. */
export const words = () => spoken

/* The locale by which times and numbers are written, as in alerts: also one whose language has no words. */
export const locale = () => written

/* Speaks as a rep reads, now and on pages to come; undefined where nobody said how. */
export function speakTo(wanted) {
  keep(KEY, wanted)
  speak(wanted)
}

/* Speaks as whoever signed in last reads. */
export const speakAgain = () => speak(kept(KEY))

function speak(wanted) {
  const wishes = (wanted === undefined ? navigator.languages : [wanted]).filter(isLocale)
  written = wishes.find((one) => wordsOf(one) !== undefined) ?? wishes[0] ?? english.language
  spoken = wordsOf(written) ?? english
  document.documentElement.lang = spoken.language
  for (const one of document.querySelectorAll('[data-word]')) {
    one.textContent = spoken.page[one.dataset.word]
  }
  for (const one of document.querySelectorAll('[data-label]')) {
    one.ariaLabel = spoken.page[one.dataset.label]
  }
}

/* Some browsers name what is none, such as en-US@posix. */
function isLocale(one) {
  try {
    return new Intl.Locale(one).language !== ''
  } catch {
    return false
  }
}

const wordsOf = (one) => {
  const { language } = new Intl.Locale(one)
  return LANGUAGES.find((words) => words.language === language)
}

/* What was in the way, as a sentence; in English where only the product has words for it. */
export function problemText({ code, status, message }) {
  const known = spoken.problems[code] ?? spoken.problems[status]
  return known ?? sentence(message || spoken.answered(status))
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
