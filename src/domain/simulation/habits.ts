import type { RepId } from '../ids.ts'

/** How a rep has answered offers before. */
export type Habit = {
  readonly offers: number
  /** The part of their offers that they acknowledged in time, from 0 to 1. */
  readonly inTime: number
  /** The middle of how long it took them, where they answered. */
  readonly medianMs: number | undefined
}

/** What is assumed of offers that were never made: that people go on as they were. */
export type Habits = {
  readonly of: ReadonlyMap<RepId, Habit>
  /** Of everybody together, for those of whom nothing is known. */
  readonly everybody: Habit
}

/** So few offers say nothing about somebody. */
const ENOUGH_OFFERS = 5

/** What to expect of a rep: what they did before, or what everybody did where that is too little. */
export function habitOf(repId: RepId, { of, everybody }: Habits): Habit {
  const own = of.get(repId)
  return own !== undefined && own.offers >= ENOUGH_OFFERS ? own : everybody
}
