import * as z from 'zod'
import { Key, SecretReference } from './vocabulary.ts'

/**
 * How one kind of source sends its leads: `form` is any HTML form or landing page with a field
 * map, `google-ads` the lead form webhook of Google Ads.
 */
export const SOURCE_KINDS = ['form', 'google-ads'] as const

/** One place leads come from. Its key stands in the path of its capture address. */
export const Source = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  kind: z.enum(SOURCE_KINDS),
  /** Which secret proves a delivery authentic; for Google Ads the webhook key in the body. */
  secret: SecretReference.optional(),
  /** The secret before, good as well until it is taken out: so that a secret can be changed. */
  previousSecret: SecretReference.optional(),
  /** A token that must follow the key in the path, for senders that cannot sign. */
  pathToken: SecretReference.optional(),
  previousPathToken: SecretReference.optional(),
  /** How far from now a signature's time may be before the delivery counts as stale. */
  toleranceSeconds: z.int().min(1).max(86_400).optional(),
  /** Two-letter country assumed for phone numbers typed without one. */
  defaultCountry: z.string().length(2).optional(),
  /** Further names of fields, by our field: `{ company: ['firma', 'societe'] }`. */
  fieldMap: z.record(z.string(), z.array(z.string().min(1)).min(1)).default({}),
  /** Name of the hidden field that only a machine fills in. */
  honeypotField: z.string().min(1).optional(),
  /** Where a plain HTML form may be sent on to afterwards: exact origins, no wildcard. */
  redirectOrigins: z.array(z.url()).default([]),
  /** Origins whose pages may post here from a browser; empty means any. */
  allowedOrigins: z.array(z.url()).default([]),
  /** A paused source still answers its vendor and keeps its deliveries, as quarantined leads. */
  paused: z.boolean().default(false),
})
export type Source = z.infer<typeof Source>

/** The `sources` document. */
export const SourcesDocument = z.strictObject({ sources: z.array(Source).min(1) })
export type SourcesDocument = z.infer<typeof SourcesDocument>
