import { postgresMatchLessons } from '../adapters/postgres/match-models.ts'
import { learnInThread } from '../adapters/thread/learn-in-thread.ts'
import { startLearning } from '../worker/learning.ts'
import type { Platform } from './platform.ts'

/** Learns from the contacts of this installation how the same person agrees with themselves. */
export const learningOf = ({ db, clock, log }: Platform) =>
  startLearning({ lessons: postgresMatchLessons(db), learn: learnInThread, clock, log })
