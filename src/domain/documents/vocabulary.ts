import * as z from 'zod'
import { compileCondition } from '../condition.ts'

/** A short name used as an id in documents and paths: lower case, digits and dashes. */
export const Key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and dashes, at most 63')

/** How good somebody is at something, 1 to 10; higher is better. */
export const SkillLevel = z.int().min(1).max(10)

/** What a lead costs in a pool that chooses by value, in credits. Credits stay whole numbers up to that. */
export const Worth = z.number().min(0.1).max(20)

/**
 * Names a secret without containing it: `env:NAME` reads the environment; `demo:value` is the
 * value itself and is accepted only while the product listens on loopback.
 */
export const SecretReference = z
  .string()
  .regex(/^(env:[A-Z][A-Z0-9_]*|demo:.+)$/, 'use env:NAME or, on loopback only, demo:value')
export type SecretReference = z.infer<typeof SecretReference>

/**
 * A condition in CEL over the fields of `domain/condition-fields.ts`. A problem in it carries the
 * line and column within the text as `params`.
 */
export const ConditionText = z
  .string()
  .min(1)
  .max(4_000)
  .superRefine((text, context) => {
    const compiled = compileCondition(text)
    if (compiled.ok) return
    const { line, column, message } = compiled
    context.addIssue({ code: 'custom', message, params: { line, column } })
  })

/** A time of day in 24 hours, `09:00`; `24:00` is the end of the day. */
export const TimeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'use HH:MM')

/** An IANA time zone such as `Europe/Berlin`. */
export const TimeZone = z.string().refine(
  (zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
    } catch {
      return false
    }
  },
  { error: 'not an IANA time zone such as Europe/Berlin' },
)

/** A language, with a region where that matters: `de`, `en-GB` (BCP 47). */
export const Locale = z.string().refine(
  (tag) => {
    try {
      return Intl.getCanonicalLocales(tag)[0] === tag
    } catch {
      return false
    }
  },
  { error: 'not a language such as de or en-GB' },
)

/** The id of a channel in Slack, which its name is not. */
export const SlackChannel = z.string().regex(/^[CG][A-Z0-9]+$/, 'use the id of a channel, C...')
