import * as z from 'zod'

const Text = z.string().max(500)
const Name = z.strictObject({ id: Text.optional(), name: Text.optional() })

/** One question of a form with what the person answered; everything unmapped ends up here. */
export const Answer = z.strictObject({
  key: z.string().max(200),
  label: Text.optional(),
  value: z.string().max(10_000),
})
export type Answer = z.infer<typeof Answer>

/** What a person agreed to, in the words they saw. A box left empty is `granted: false`. */
export const Consent = z.strictObject({
  key: z.string().max(100),
  text: z.string().max(5_000).optional(),
  /** Of the words, as the sender numbers them. */
  version: z.string().max(100).optional(),
  granted: z.boolean(),
  at: z.iso.datetime({ offset: true }).optional(),
  /** The network address of the browser that said it. Personal, like all of a form. */
  address: z.string().max(100).optional(),
})
export type Consent = z.infer<typeof Consent>

/** One message of a chat, oldest first in its list. */
export const TranscriptMessage = z.strictObject({
  at: z.iso.datetime({ offset: true }).optional(),
  role: z.enum(['visitor', 'agent', 'bot']),
  text: z.string().max(10_000),
})
export type TranscriptMessage = z.infer<typeof TranscriptMessage>

const Count = z.int().min(0)

/** What a page measured about the visit. The browser of the person said so: a hint, no proof. */
export const Behaviour = z.strictObject({
  /** When this browser was first seen; only with the person's consent. */
  firstSeenAt: z.iso.datetime({ offset: true }).optional(),
  /** Visits of this browser until now, this one included; only with the person's consent. */
  sessionCount: Count.optional(),
  /** Pages looked at during this visit. */
  pagesViewed: Count.optional(),
  timeOnPageMs: Count.optional(),
  /** From the first touch of the form until it was sent. */
  timeToFillMs: Count.optional(),
})
export type Behaviour = z.infer<typeof Behaviour>

/**
 * What a person told us, in our words, before anyone has checked it. Every source is translated
 * into this one shape, so that no later stage knows whether a lead came from a form, an advert or
 * a chat. `phone` is as typed; validation adds the E.164 form to the findings.
 */
export const LeadForm = z
  .object({
    email: Text.optional(),
    phone: Text.optional(),
    firstName: Text.optional(),
    lastName: Text.optional(),
    fullName: Text.optional(),
    company: Text.optional(),
    title: Text.optional(),
    /** ISO 3166-1 alpha-2 when the source gives a code, else as typed. */
    country: Text.optional(),
    region: Text.optional(),
    city: Text.optional(),
    postalCode: Text.optional(),
    website: z.string().max(2_000).optional(),
    message: z.string().max(10_000).optional(),
    /** The source's own name for this lead: what a redelivery repeats. */
    sourceLeadId: Text.optional(),
    formId: Text.optional(),
    formName: Text.optional(),
    pageUrl: z.string().max(4_000).optional(),
    pageTitle: Text.optional(),
    /** Where the visit began: its address says which campaign brought the person. */
    landingUrl: z.string().max(4_000).optional(),
    referrer: z.string().max(4_000).optional(),
    /** The browser of the person, over all visits; only with their consent. */
    visitorId: z.uuid().optional(),
    /** One visit. */
    sessionId: z.uuid().optional(),
    behaviour: Behaviour.optional(),
    /** As the browser names it: `nb-NO`. */
    locale: z.string().max(100).optional(),
    /** As the browser names it: `Europe/Oslo`. */
    timezone: z.string().max(100).optional(),
    utm: z
      .strictObject({
        source: Text.optional(),
        medium: Text.optional(),
        campaign: Text.optional(),
        term: Text.optional(),
        content: Text.optional(),
      })
      .optional(),
    campaign: Name.optional(),
    adGroup: Name.optional(),
    ad: Name.optional(),
    /** What they registered for; `startsAt` as the source writes it. */
    webinar: z
      .strictObject({ id: Text.optional(), title: Text.optional(), startsAt: Text.optional() })
      .optional(),
    /** What they downloaded. */
    asset: z.strictObject({ id: Text.optional(), title: Text.optional() }).optional(),
    /** Click ids by their parameter name, such as `gclid` or `fbclid`. */
    click: z.record(z.string().max(50), Text).optional(),
    consent: z.array(Consent).max(50).optional(),
    answers: z.array(Answer).max(500).optional(),
    transcript: z.array(TranscriptMessage).max(2_000).optional(),
    submittedAt: z.iso.datetime({ offset: true }).optional(),
    /** A test of the vendor's or ours: stored, shown, never offered to a rep. */
    isTest: z.boolean().optional(),
    /** What the hidden field contained that only a machine fills in. */
    honeypot: Text.optional(),
  })
  .meta({ id: 'LeadForm', description: 'What a person told us, in our words.' })
export type LeadForm = z.infer<typeof LeadForm>
