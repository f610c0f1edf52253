import * as z from 'zod'
import { CONTACT_FIELDS } from '../contact.ts'
import { NameLookUp } from './name-look-up.ts'
import { Key, SecretReference } from './vocabulary.ts'

/**
 * How one kind of source sends its leads: `form` is any HTML form or landing page with a field
 * map, `google-ads` the lead form webhook of Google Ads. `meta` (Lead Ads), `linkedin` (Lead Gen
 * Forms) and `hubspot` (webhooks of an app) only name their leads, which are read from an `api`.
 * `intercom` (its webhooks) and `chatbot` send conversations part by part. The other names are those
 * of the vendors; `docs/sources.md` has a page for each.
 */
export const SOURCE_KINDS = [
  'form',
  'google-ads',
  'meta',
  'linkedin',
  'hubspot',
  'typeform',
  'webflow',
  'hubspot-forms',
  'hubspot-workflow',
  'jotform',
  'gravity-forms',
  'wpforms',
  'elementor',
  'contact-form-7',
  'calendly',
  'zoom',
  'tiktok',
  'drift',
  'intercom',
  'chatbot',
] as const

const LEAD_EVENT_FORM = 'use contact.creation or contact.propertyChange:<property>'

/** How the leads of a source are read that its deliveries only name. */
export const SourceApi = z.strictObject({
  /** What the vendor knows us by: an access token or an API key. */
  token: SecretReference,
  /** Which version of its API to speak, such as `v25.0` (Meta) or `202607` (LinkedIn). */
  version: z
    .string()
    .regex(/^v?\d+(\.\d+)?$/, 'use a version such as v25.0 or 202607')
    .optional(),
  /** The forms that are looked through for leads of which we were not told. */
  formIds: z.array(z.string().regex(/^\w+$/, 'use the id alone')).min(1).optional(),
  /** Whose leads are looked through, at LinkedIn: `urn:li:sponsoredAccount:1234567`. */
  owner: z
    .string()
    .regex(/^urn:li:(sponsoredAccount|organization):\d+$/, 'use urn:li:sponsoredAccount:<id>')
    .optional(),
  /** Further properties to read with a contact, at HubSpot. */
  properties: z.array(z.string().regex(/^\w+$/)).max(200).optional(),
})
export type SourceApi = z.infer<typeof SourceApi>

/**
 * Kinds that browsers post to, rather than the servers of a vendor. Only they are limited in their
 * rate and checked for machines.
 */
export const TAKES_BROWSERS: ReadonlySet<(typeof SOURCE_KINDS)[number]> = new Set([
  'form',
  'hubspot-forms',
])

/** The vendor of a widget in the page by which machines are told from people, and its secret key. */
export const Captcha = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['turnstile', 'hcaptcha']), secret: SecretReference }),
  z.strictObject({
    kind: z.literal('recaptcha'),
    secret: SecretReference,
    /** Of version 3: who scores less is put before a person; 0.5 unless given. */
    minScore: z.number().min(0).max(1).optional(),
  }),
])
export type Captcha = z.infer<typeof Captcha>

/** Further names of fields, by our field: `{ company: ['firma', 'societe'] }`. */
const FieldMap = z.record(z.string(), z.array(z.string().min(1)).min(1))

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
  /** The word Meta repeats when it asks whether the address is ours. */
  verifyToken: SecretReference.optional(),
  /** Which of its signatures a HubSpot app is believed; only the third covers address and time. */
  signatureVersions: z
    .array(z.enum(['v1', 'v2', 'v3']))
    .min(1)
    .optional(),
  /**
   * Which events of a HubSpot app are leads; `contact.creation` unless given. A change of a property
   * is written `contact.propertyChange:num_conversion_events`.
   */
  leadEvents: z
    .array(z.string().regex(/^contact\.(creation|propertyChange:\w+)$/, LEAD_EVENT_FORM))
    .min(1)
    .optional(),
  api: SourceApi.optional(),
  /** Asks the vendor what its campaigns are called. Unset: nobody is asked. */
  names: NameLookUp.optional(),
  /** Read the record from the API before anyone is told, though the delivery held all of it. */
  reread: z.boolean().optional(),
  /** How often leads are looked for of which we were not told; 15 where there is an `api`. */
  reconcileMinutes: z.int().min(1).max(1_440).optional(),
  /** How far from now a signature's time may be before the delivery counts as stale. */
  toleranceSeconds: z.int().min(1).max(86_400).optional(),
  /** Two-letter country assumed for phone numbers typed without one. */
  defaultCountry: z.string().length(2).optional(),
  /** `consent.<what>` names a box by which people agree to something. */
  fieldMap: FieldMap.default({}),
  /** What goes before the field map in one of several forms of the source, by the form's id. */
  forms: z.record(z.string(), z.strictObject({ fieldMap: FieldMap })).optional(),
  /** Words that show a visitor of a chat means to buy, instead of those we know. */
  buyingWords: z.array(z.string().min(2).max(50)).max(200).optional(),
  /** Name of the hidden field that only a machine fills in. */
  honeypotField: z.string().min(1).optional(),
  /** Where a plain HTML form may be sent on to afterwards: exact origins, no wildcard. */
  redirectOrigins: z.array(z.url()).default([]),
  /** Origins whose pages may post here from a browser; empty means any. */
  allowedOrigins: z.array(z.url()).default([]),
  /** Who fills a form in faster, in milliseconds, is put before a person. Unset: nobody is. */
  minFillMs: z.int().min(1).max(60_000).optional(),
  /** Who does not pass it, or cannot be checked, is put before a person; nobody is turned away. */
  captcha: Captcha.optional(),
  /** How many posts browsers may send, to a source and from one address to it. */
  rateLimit: z
    .strictObject({
      perMinute: z.int().min(1).optional(),
      perMinuteAndAddress: z.int().min(1).optional(),
    })
    .optional(),
  /** How much it is believed when sources say different things of a person; 50 unless given. */
  trust: z.int().min(0).max(100).optional(),
  /** What it has proved before it tells us, such as an address that answered a mail. */
  verifies: z.array(z.enum(CONTACT_FIELDS)).min(1).optional(),
  /** A paused source still answers its vendor and keeps its deliveries, as quarantined leads. */
  paused: z.boolean().default(false),
})
export type Source = z.infer<typeof Source>

/** The `sources` document. */
export const SourcesDocument = z.strictObject({ sources: z.array(Source).min(1) })
export type SourcesDocument = z.infer<typeof SourcesDocument>
