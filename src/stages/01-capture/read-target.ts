import * as z from 'zod'
import { cut } from './clean-text.ts'
import { TARGET_LIMITS, type Target } from './targets.ts'

const Moment = z.iso.datetime({ offset: true })
const Id = z.uuid()
const Count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** Fields that do not take just any text. */
const SCHEMAS: Partial<Record<Target, z.ZodType<string | number, string>>> = {
  submittedAt: Moment,
  visitorId: Id,
  sessionId: Id,
  'behaviour.firstSeenAt': Moment,
  'behaviour.sessionCount': Count,
  'behaviour.pagesViewed': Count,
  'behaviour.timeOnPageMs': Count,
  'behaviour.timeToFillMs': Count,
}

/** The text as its field holds it, cut where it is too long; undefined when it cannot hold it. */
export function readTarget(target: Target, text: string): string | number | undefined {
  const schema = SCHEMAS[target]
  return schema === undefined ? cut(text, TARGET_LIMITS[target]) : schema.safeParse(text).data
}
