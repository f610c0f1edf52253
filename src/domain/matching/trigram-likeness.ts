/**
 * How alike two texts are, 0 to 1, by the runs of three letters they share (Dice's coefficient).
 * Beginning and end count as letters. Good for longer texts whose words may be glued or torn.
 */
export function trigramLikeness(a: string, b: string): number {
  if (a === b) return 1
  const inA = trigrams(a)
  const inB = trigrams(b)
  const shared = [...inA].reduce((sum, [run, times]) => sum + Math.min(times, inB.get(run) ?? 0), 0)
  return (2 * shared) / (a.length + b.length + 2)
}

/** A text of n letters has n + 1 runs: two blanks before it and one behind. */
function trigrams(text: string): Map<string, number> {
  const padded = `  ${text} `
  const runs = new Map<string, number>()
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    const run = padded.slice(at, at + 3)
    runs.set(run, (runs.get(run) ?? 0) + 1)
  }
  return runs
}
