/**
 * How alike two texts are, 0 to 1, by the runs of three letters they share (Dice's coefficient).
 * Beginning and end count as letters. Good for longer texts whose words may be glued or torn.
 */
export function trigramLikeness(a: string, b: string): number {
  if (a === b) return 1
  return (2 * sharedOf(trigrams(a), trigrams(b))) / (a.length + b.length + 2)
}

/** How many stand in both, where each is in order. */
function sharedOf(a: Float64Array, b: Float64Array): number {
  let shared = 0
  let [inA, inB] = [0, 0]
  while (inA < a.length && inB < b.length) {
    const [one, other] = [a[inA] ?? 0, b[inB] ?? 0]
    if (one === other) shared += 1
    if (one <= other) inA += 1
    if (other <= one) inB += 1
  }
  return shared
}

const LETTERS = 2 ** 16
const BLANK = ' '.charCodeAt(0)

/**
 * A text of n letters has n + 1 runs: two blanks before it and one behind. Each is one number, and all
 * are sorted, which takes a third of the time that counting pieces of text does.
 */
function trigrams(text: string): Float64Array {
  const runs = new Float64Array(text.length + 1)
  let run = BLANK * LETTERS + BLANK
  for (let at = 0; at <= text.length; at += 1) {
    const letter = at < text.length ? text.charCodeAt(at) : BLANK
    run = (run % LETTERS ** 2) * LETTERS + letter
    runs[at] = run
  }
  return runs.sort()
}
