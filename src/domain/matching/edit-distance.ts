/**
 * How many letters must be added, dropped, changed or swapped with their neighbour to make one text
 * the other (optimal string alignment), or `most + 1` when it takes more than `most`, which ends the
 * search early.
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  const [a, b] = withoutCommonEnds(one, other)
  if (a === '' || b === '') return a.length + b.length
  let beforeLast = new Uint16Array(b.length + 1)
  let last = new Uint16Array(b.length + 1)
  for (let column = 1; column <= b.length; column += 1) last[column] = column
  let next = new Uint16Array(b.length + 1)
  for (let row = 1; row <= a.length; row += 1) {
    const fewest = fillRow(next, { a, b, row }, last, beforeLast)
    if (fewest > most) return most + 1
    const free = beforeLast
    beforeLast = last
    last = next
    next = free
  }
  return Math.min(last[b.length] ?? 0, most + 1)
}

/** What two texts begin and end with alike takes no change. */
function withoutCommonEnds(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

type Place = { readonly a: string; readonly b: string; readonly row: number }
type Row = Uint16Array

/** Writes how many changes lead from the first letters of one to those of the other; says the fewest. */
function fillRow(next: Row, { a, b, row }: Place, last: Row, beforeLast: Row): number {
  const [letter, before] = [a.charCodeAt(row - 1), a.charCodeAt(row - 2)]
  let fewest = row
  let left = row
  next[0] = row
  for (let column = 1; column <= b.length; column += 1) {
    const other = b.charCodeAt(column - 1)
    const diagonal = (last[column - 1] ?? 0) + (letter === other ? 0 : 1)
    let changes = Math.min((last[column] ?? 0) + 1, left + 1, diagonal)
    if (before === other && letter === b.charCodeAt(column - 2)) {
      changes = Math.min(changes, (beforeLast[column - 2] ?? 0) + 1)
    }
    next[column] = changes
    left = changes
    fewest = Math.min(fewest, changes)
  }
  return fewest
}
