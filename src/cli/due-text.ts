import * as z from 'zod'
import { minute } from './minute.ts'

/** What the command line reads of when an answer was due. */
export const DueAnswer = z
  .object({
    repId: z.string(),
    acknowledgeBy: z.string(),
    counted: z.string(),
    minutes: z.number(),
    skipped: z.array(
      z.object({ from: z.string(), to: z.string(), why: z.string(), minutes: z.number() }),
    ),
    clockChanges: z.array(z.object({ at: z.string(), minutes: z.number() })),
    policyId: z.string().optional(),
    answeredAt: z.string().optional(),
    lateByMinutes: z.number().optional(),
    ended: z.object({ at: z.string(), how: z.string() }).optional(),
  })
  .loose()
export type DueAnswer = z.infer<typeof DueAnswer>

/** By when an offer was to be answered, which minutes were counted and which were not, and why. */
export function dueText(due: DueAnswer): readonly string[] {
  const { repId, acknowledgeBy, counted, minutes, skipped, clockChanges, policyId } = due
  const policy = policyId === undefined ? '' : `, policy ${policyId}`
  return [
    `${repId} to answer by ${minute(acknowledgeBy)}: ${minutes} min (${counted}${policy})`,
    ...skipped.map(
      ({ from, to, why, minutes: left }) =>
        `  not counted: ${minute(from)} to ${minute(to)}, ${left} min (${why})`,
    ),
    ...clockChanges.map(
      ({ at, minutes: by }) => `  clocks changed ${minute(at)}: ${by > 0 ? '+' : ''}${by} min`,
    ),
    answerText(due),
  ]
}

const ENDS: Readonly<Record<string, string>> = {
  declined: 'passed on',
  expired: 'no answer; taken back',
  closed: 'no answer; moved on',
}

function answerText({ answeredAt, lateByMinutes, ended }: DueAnswer): string {
  if (ended !== undefined) return `  ${ENDS[ended.how] ?? ended.how} ${minute(ended.at)}`
  if (answeredAt === undefined) return '  no answer yet'
  const late = lateByMinutes === undefined ? 'in time' : `${lateByMinutes} min too late`
  return `  answered ${minute(answeredAt)}, ${late}`
}
