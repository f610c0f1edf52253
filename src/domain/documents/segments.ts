import * as z from 'zod'
import { ConditionText } from './vocabulary.ts'

/** The id of a segment: conditions name it as a field, so it has no dashes. */
export const SegmentId = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    'use lower-case letters, digits and underscores, at most 63, as in `zips_north`',
  )

/**
 * A group of leads with a name, which conditions ask for as `segments.dach`: those for whom a
 * condition holds, or those of whom a field stands in a list that is loaded beside the documents.
 */
export const Segment = z
  .strictObject({
    id: SegmentId,
    name: z.string().min(1).max(200).optional(),
    when: ConditionText.optional(),
    /** The field whose value is looked up: `lead.postalCode`. */
    list: z.string().max(300).optional(),
  })
  .refine(({ when, list }) => (when === undefined) !== (list === undefined), {
    error: 'say either `when: condition` or `list: field`',
  })
export type Segment = z.infer<typeof Segment>
