import type { Learned, Lesson, PairLabel } from '../domain/matching/learn-model.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MatchLessons } from '../ports/match-models.ts'
import { takeTurns } from './take-turns.ts'

const LOOK_EVERY_MS = 60_000
/** A process that took a turn and died is followed by the next one this much later. */
const TURN_EVERY_MS = 60 * 60_000
/** Fewer contacts say less than the shipped weights. */
const FEWEST_CONTACTS = 1_000
/** What was learned from so many is learned anew when there are a fifth more. */
const GROWTH = 1.2
/** So many new words of people about pairs are worth learning anew too. */
const FURTHER_LABELS = 20

/** Learns a model from lessons, elsewhere than where leads are worked on. */
export type Learn = (
  lessons: readonly Lesson[],
  labels: readonly PairLabel[],
  signal: AbortSignal,
) => Promise<Learned>

type Parts = {
  readonly lessons: MatchLessons
  readonly learn: Learn
  readonly clock: Clock
  readonly log: Log
}

/**
 * Learns how contacts agree, when there are enough and many more than when it was learned last.
 * Resolves with the version that was made; undefined when it is not time, or there is nothing to learn.
 */
export async function learnIfDue(parts: Parts, signal: AbortSignal): Promise<number | undefined> {
  const { lessons, learn, clock, log } = parts
  const now = clock()
  if (!(await lessons.takeTurn(now, new Date(now.getTime() + TURN_EVERY_MS)))) return undefined
  const { contacts, labels, before } = await lessons.progress()
  const isMore = contacts >= before.contacts * GROWTH || labels >= before.labels + FURTHER_LABELS
  if (contacts < FEWEST_CONTACTS || !isMore) return undefined

  const [given, said] = await Promise.all([lessons.lessons(), lessons.labels()])
  const learned = await learn(given, said, signal)
  const from = { contacts, lessons: given.length, labels: said.length }
  const version = await lessons.keep(learned, from)
  log.info({ version, fields: learned.learned, ...from }, 'Learned how contacts agree')
  return version
}

/** Looks every minute whether it is time. A turn that fails is told to the log; an hour later is another. */
export function startLearning(parts: Parts): { stop(): Promise<void> } {
  return takeTurns({
    log: parts.log,
    failing: 'Cannot learn how contacts agree',
    everyMs: LOOK_EVERY_MS,
    atOnce: false,
    async turn(signal) {
      await learnIfDue(parts, signal).catch((error: unknown) => {
        // What was broken off is no news.
        if (!signal.aborted) throw error
      })
      return false
    },
  })
}
