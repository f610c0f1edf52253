import * as z from 'zod'
import { minute } from './minute.ts'

/** Why a lead did not come to a rep. */
export const WhyNotAnswer = z
  .object({
    sentence: z.string(),
    at: z.string(),
    revision: z.number(),
    reproduced: z.boolean(),
    assumed: z.array(z.string()),
  })
  .loose()

/** The answer for people: the sentence, which decision it is about, and what is taken for granted. */
export function whyNotLines(answer: z.infer<typeof WhyNotAnswer>): string {
  const { sentence, at, revision, reproduced, assumed } = answer
  return [
    sentence,
    `(The decision of ${minute(at)} UTC, by revision ${revision}.)`,
    ...assumed.map((code) => `Assumed: ${ASSUMED[code] ?? code}.`),
    ...(reproduced ? [] : ['With what is recorded, the engine does not decide as it did then.']),
  ].join('\n')
}

const ASSUMED: Readonly<Record<string, string>> = {
  'parts-as-now': 'what was found out about the lead since was known then, unless a rule saw else',
  'owner-as-now': 'the person had the owner they have now',
  'nobody-queued': 'no other lead waited for a place below a cap, or was held by a pool',
}
