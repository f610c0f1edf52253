import * as z from 'zod'
import type { RepId } from '../ids.ts'
import { LeadForm } from '../lead-form.ts'
import { Key } from './vocabulary.ts'

const repId = Key as unknown as z.ZodType<RepId, RepId>

/** The steps whose time is limited: stages of the main line, and telling the rep. */
export const CANARY_STEPS = [
  ...(['validate', 'match', 'dedupe', 'enrich', 'account', 'score', 'route', 'assign'] as const),
  'notify',
] as const
export type CanaryStep = (typeof CANARY_STEPS)[number]

const Seconds = z.number().min(0.05).max(600)

/** One lead that is sent again and again, to see whether its way is clear. */
const CanaryRoute = z.strictObject({
  id: Key,
  /** The source it stands for, as conditions see it. */
  source: Key,
  /** What it says. Use made-up names and an address at `canary.invalid`. */
  form: LeadForm.omit({ isTest: true, sourceLeadId: true, consent: true, transcript: true }),
  /** The rule that should have it; any when left out. */
  rule: Key.optional(),
})
export type CanaryRoute = z.infer<typeof CanaryRoute>

/** The `canary` document: synthetic leads, who gets them, and who is told when one is not well. */
export const CanaryDocument = z
  .strictObject({
    everyMinutes: z
      .number()
      .min(1)
      .max(24 * 60)
      .default(5),
    /** The test rep who gets them: active, in no pool, and given no real leads. */
    rep: repId.optional(),
    /** Who is told, on every channel that reaches them. */
    page: z.array(repId).default([]),
    /** In seconds, how long each step may take; `notify` from the assignment until the rep is told. */
    limits: z.partialRecord(z.enum(CANARY_STEPS), Seconds).default({}),
    /** After so many minutes nothing is left of a canary. */
    keepMinutes: z
      .number()
      .min(5)
      .max(7 * 24 * 60)
      .default(60),
    routes: z.array(CanaryRoute).max(50).default([]),
  })
  .superRefine(({ routes, rep, page }, context) => {
    if (routes.length === 0) return
    const missing = [...(rep === undefined ? ['rep'] : []), ...(page.length === 0 ? ['page'] : [])]
    for (const name of missing) {
      context.addIssue({ code: 'custom', path: [name], message: `routes need \`${name}\`` })
    }
  })
  .prefault({})
export type CanaryDocument = z.infer<typeof CanaryDocument>
