import type { LeadForm } from '../../domain/lead-form.ts'

const LINK = /https?:|www\.|\[url/i
/** Runs along a keyboard row that stand in no word, or one sign again and again. */
const MASHED = /asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|zxcv|xcvb|cvbn|vbnm|(.)\1{4,}/i
const WORD = /^\p{Script=Latin}{6,}$/u
const VOWEL = /[aeiouyæøœəı]/

/**
 * Why this form looks made up, as stable codes. Careful on purpose: a real name that looks odd to
 * us, in any script or with emoji, must pass; so only a form with nothing sensible in it counts.
 */
export function suspicions(form: LeadForm): string[] {
  const names = [form.fullName, form.firstName, form.lastName]
  const hasLink = names.some((name) => LINK.test(name ?? ''))
  const words = [...names, form.company, form.message]
    .flatMap((text) => text?.trim().split(/\s+/) ?? [])
    .filter(Boolean)
  const isGibberish = words.length > 0 && words.every(looksMashed)
  return [...(hasLink ? ['link-in-name'] : []), ...(isGibberish ? ['gibberish'] : [])]
}

function looksMashed(word: string): boolean {
  return MASHED.test(word) || (WORD.test(word) && !VOWEL.test(plain(word)))
}

/** Without accents, so that an ő counts as the vowel it is. */
const plain = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
