/** Places of conditions as bits, 32 to a word. */
export type Positions = Uint32Array

/** Adds a place. */
export function addTo(set: Positions, place: number): void {
  set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31))
}

/** Takes a place away. */
export function takeFrom(set: Positions, place: number): void {
  set[place >>> 5] = (set[place >>> 5] ?? 0) & ~(1 << (place & 31))
}

/** Adds all places of another set of the same length. */
export function addAll(set: Positions, other: Positions): void {
  for (let word = 0; word < set.length; word += 1) set[word] = (set[word] ?? 0) | (other[word] ?? 0)
}

/** Whether a place is in a set. */
export const isIn = (set: Positions, place: number): boolean =>
  ((set[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0

/** The places below `count` that are not in a set, ascending. */
export function* placesOutside(set: Positions, count: number): Generator<number> {
  for (let word = 0; word < set.length; word += 1) {
    let left = ~(set[word] ?? 0)
    while (left !== 0) {
      const place = word * 32 + 31 - Math.clz32(left & -left)
      if (place >= count) return
      yield place
      left &= left - 1
    }
  }
}
