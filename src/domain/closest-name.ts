/**
 * The name a person most likely meant: the candidate that is fewest typing slips away, or
 * undefined when none is close. A slip is one letter added, lost, changed, or swapped with its
 * neighbour; a third of the letters may be slips.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    // No fewer slips than the difference, and a name of a megabyte is not compared letter by letter.
    if (Math.abs(name.length - candidate.length) >= fewest) continue
    const slips = slipsBetween(name.toLowerCase(), candidate.toLowerCase())
    if (slips < fewest) {
      fewest = slips
      best = candidate
    }
  }
  return best
}

/** So many names are listed where none of them is close. */
const MOST_LISTED = 12

/** What may stand in the place of a name that nothing has: the one most likely meant, or the few (`most`) there are. */
export function instead(name: string, candidates: Iterable<string>, most = MOST_LISTED): string {
  const all = [...new Set(candidates)]
  const meant = closestName(name, all)
  if (meant !== undefined) return `; did you mean \`${meant}\`?`
  if (all.length === 0 || all.length > most) return ''
  return `; there ${all.length === 1 ? 'is' : 'are'} ${all.map((one) => `\`${one}\``).join(', ')}`
}

/** That nothing has this name, with what was most likely meant. */
export const thereIsNo = (thing: string, name: string, candidates: Iterable<string>): string =>
  `there is no ${thing} \`${name}\`${instead(name, candidates)}`

/** The same as whoever asked for it is told, in place of the usual words of a refusal. */
export function noneOfThatName(thing: string, name: string, candidates: Iterable<string>) {
  const told = thereIsNo(thing, name, candidates)
  return { detail: `T${told.slice(1)}${told.endsWith('?') ? '' : '.'}` }
}

/** The optimal string alignment distance, by its usual table, three rows at a time. */
function slipsBetween(from: string, to: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1),
        swapped(from, to, row, column) ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY

const swapped = (from: string, to: string, row: number, column: number) =>
  row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
