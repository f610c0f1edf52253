import type { LadderRung } from '../domain/alert-ladder.ts'

/** How it went on one channel. */
export type Tried = {
  /** Whether the rep is told by it, or will be in time. */
  readonly reached: boolean
  /** Why it must be tried again; a fault as well. */
  readonly failure?: unknown
}

/** How far a ladder was climbed. */
export type Climbed = {
  readonly failures: readonly unknown[]
  /** From when on the next rung is to be tried; absent when none is left. */
  readonly next?: Date
}

/**
 * Tries the rungs whose time has come, in their order, and a rung before its time, or one that has none,
 * when the one before it reached nobody. Channels of one rung do not wait for each other.
 */
export async function climbLadder(
  rungs: readonly LadderRung[],
  now: Date,
  tryOn: (channel: string) => Promise<Tried>,
): Promise<Climbed> {
  const failures: unknown[] = []
  let isTold = true
  for (const { channels, from } of rungs) {
    if (isTold && from === undefined) continue
    if (isTold && from !== undefined && from > now) return { failures, next: from }
    const tried = await Promise.all(channels.map(tryOn))
    failures.push(...tried.flatMap(({ failure }) => failure ?? []))
    isTold = tried.some(({ reached }) => reached)
  }
  return { failures }
}
