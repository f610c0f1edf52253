import * as z from 'zod'
import { LADDER_CHANNELS } from './alert-preferences.ts'
import { Locale } from './vocabulary.ts'

/**
 * Which alert a text is for. A reminder is an offer that was not answered; each other kind is that of the
 * alert itself.
 */
export const TEMPLATE_KINDS = [
  'offer',
  'reminder',
  'attached',
  'standby',
  'escalation',
  'hand-off',
  'joined',
  'swap',
  'contacted',
  'set-away',
  'digest',
] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]

/** The channels that have words; `in-app` is the list inside the product. */
export const WORDED_CHANNELS = ['in-app', ...LADDER_CHANNELS] as const
export type WordedChannel = (typeof WORDED_CHANNELS)[number]

/** What alerts of some kinds say, on some channels, to readers of some languages. */
export const AlertTemplate = z
  .strictObject({
    kinds: z.array(z.enum(TEMPLATE_KINDS)).min(1),
    /** On these only; without it on all but text messages and browsers, which others can read. */
    channels: z.array(z.enum(WORDED_CHANNELS)).min(1).optional(),
    /** For reps of these locales; `de` stands for `de-AT` as well. */
    locales: z.array(Locale).min(1).optional(),
    /** The first line, and the subject of a mail. */
    title: z.string().min(1).max(300).optional(),
    /** One for each line; a line with a fact that is not known is left out. */
    lines: z.array(z.string().min(1).max(500)).max(20).optional(),
  })
  .refine(({ title, lines }) => title !== undefined || lines !== undefined, {
    error: 'say a `title`, `lines`, or both',
  })
export type AlertTemplate = z.infer<typeof AlertTemplate>

/**
 * The `templates` document: what alerts say. The title, and the lines, come from the first that is about
 * an alert and says them, else from the words that are built in.
 */
export const TemplatesDocument = z
  .strictObject({ alerts: z.array(AlertTemplate).max(200).default([]) })
  .prefault({})
export type TemplatesDocument = z.infer<typeof TemplatesDocument>
