/**
 * How many letters must be added, dropped, changed or swapped with their neighbour to make one text
 * the other (optimal string alignment), or `most + 1` when it takes more than `most`, which ends the
 * search early.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row += 1) {
    const next = nextRow(a, b, row, last, beforeLast)
    if (Math.min(...next) > most) return most + 1
    beforeLast = last
    last = next
  }
  return Math.min(last[b.length] ?? 0, most + 1)
}

function nextRow(a: string, b: string, row: number, last: number[], beforeLast: number[]) {
  const next = [row]
  const at = (list: readonly number[], index: number) => list[index] ?? Number.POSITIVE_INFINITY
  for (let column = 1; column <= b.length; column += 1) {
    const same = a[row - 1] === b[column - 1] ? 0 : 1
    const swapped = column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
    next.push(
      Math.min(
        at(last, column - 1) + same,
        at(last, column) + 1,
        at(next, column - 1) + 1,
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      ),
    )
  }
  return next
}
