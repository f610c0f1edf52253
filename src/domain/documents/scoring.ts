import * as z from 'zod'
import { ConditionText, Key } from './vocabulary.ts'

/** One reason to call a lead sooner, or later when its points are negative. */
export const ScoreRule = z.strictObject({
  id: Key,
  /** Shown to the rep, so in their words: "asked for a demo". */
  reason: z.string().min(1).max(200),
  points: z.int().min(-100).max(100),
  when: ConditionText,
})
export type ScoreRule = z.infer<typeof ScoreRule>

/**
 * The `scoring` document. `fit` is who they are, `interest` what they did; their points add up to
 * the score, held between 0 and 100.
 */
export const ScoringDocument = z.strictObject({
  fit: z.array(ScoreRule),
  interest: z.array(ScoreRule),
  /** The lowest score of the tiers hot and warm; below warm is cold. */
  tiers: z
    .strictObject({ hot: z.int().min(1).max(100), warm: z.int().min(0).max(99) })
    .refine((tiers) => tiers.hot > tiers.warm, { error: 'hot must be above warm' }),
})
export type ScoringDocument = z.infer<typeof ScoringDocument>
