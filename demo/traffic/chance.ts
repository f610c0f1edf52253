import { random } from '../../bench/support/random.ts'

/** Choices that come out the same for the same seed. */
export type Chance = {
  /** Even between the bounds, the upper one left out. */
  between(from: number, to: number): number
  one<T>(list: readonly T[]): T
  /** True in that share of cases, 0 to 1. */
  happens(share: number): boolean
  /** The key of one of the weights, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
  /** Milliseconds to the next of events that come by themselves, so many a second on average. */
  untilNext(perSecond: number): number
}

/** Choices from a seed. */
export function chance(seed: number): Chance {
  const next = random(seed)
  const between = (from: number, to: number) => from + next() * (to - from)
  return {
    between,
    one: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T,
    happens: (share) => next() < share,
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const entries = Object.entries(weights) as [K, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return entries.at(-1)?.[0] as K
    },
    untilNext: (perSecond) => (-Math.log(1 - next()) * 1_000) / perSecond,
  }
}
