/** Winkler's bonus for each letter of a common beginning, of which four count. */
const PREFIX_BONUS = 0.1
const LONGEST_PREFIX = 4
/** Below this likeness a common beginning is taken for chance. */
const BONUS_FROM = 0.7

/**
 * How alike two short texts are, 0 to 1, by Jaro's measure with Winkler's bonus for a common beginning
 * (Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules"). Good for names.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const likeness = jaro(a, b)
  if (likeness < BONUS_FROM) return likeness
  let prefix = 0
  while (prefix < LONGEST_PREFIX && prefix < a.length && a[prefix] === b[prefix]) prefix += 1
  return likeness + prefix * PREFIX_BONUS * (1 - likeness)
}

function jaro(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Uint8Array(b.length)
  let inA = ''
  for (let at = 0; at < a.length; at += 1) {
    const place = placeOf(a.charAt(at), b, at - reach, at + reach, taken)
    if (place === undefined) continue
    taken[place] = 1
    inA += a.charAt(at)
  }
  const common = inA.length
  if (common === 0) return 0
  const moved = movedLetters(inA, b, taken) / 2
  return (common / a.length + common / b.length + (common - moved) / common) / 3
}

function placeOf(letter: string, text: string, from: number, to: number, taken: Uint8Array) {
  for (let at = Math.max(0, from); at <= to && at < text.length; at += 1) {
    if (text.charAt(at) === letter && taken[at] === 0) return at
  }
  return undefined
}

/** How many of the common letters stand in another order in the second text. */
function movedLetters(inA: string, b: string, taken: Uint8Array): number {
  let seen = 0
  let moved = 0
  for (let place = 0; place < b.length; place += 1) {
    if (taken[place] === 0) continue
    if (inA[seen] !== b[place]) moved += 1
    seen += 1
  }
  return moved
}
