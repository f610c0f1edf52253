import * as z from 'zod'
import { Key, SecretReference, SlackChannel } from './vocabulary.ts'

/** The `channels` document. A channel that is absent is not configured: nothing is tried on it. */
export const ChannelsDocument = z.strictObject({
  inApp: z.strictObject({}).optional(),
  email: z
    .strictObject({
      from: z.string().min(3),
      host: z.string().min(1),
      port: z.int().min(1).max(65_535).default(587),
      user: SecretReference.optional(),
      password: SecretReference.optional(),
      /** TLS from the first byte (port 465); otherwise STARTTLS when the server offers it. */
      secure: z.boolean().default(false),
    })
    .optional(),
  slack: z
    .strictObject({
      token: SecretReference,
      /** Checks that a pressed button comes from Slack; without it messages have no such buttons. */
      signingSecret: SecretReference.optional(),
      /** By team: a channel where its reps are told, in place of directly. */
      teamChannels: z.record(Key, SlackChannel).optional(),
    })
    .optional(),
  /** Text messages by Twilio. */
  sms: z
    .strictObject({
      accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'use the account SID, AC and 32 digits'),
      authToken: SecretReference,
      /** A number of yours, or a messaging service that picks one. */
      from: z.string().regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/i, 'use +4790000000 or MG...'),
    })
    .optional(),
  /** Cards in Microsoft Teams, through workflows whose addresses are secrets. */
  teams: z
    .strictObject({
      workflow: SecretReference.optional(),
      /** By rep id: one that posts into a chat with that rep. */
      workflows: z.record(Key, SecretReference).default({}),
    })
    .optional(),
  /** Notifications of browsers; `contact` is whom push services ask when something is wrong. */
  push: z
    .strictObject({
      contact: z.string().regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'use mailto: or https:'),
    })
    .optional(),
  /** A receiver of the company's own. */
  webhook: z.strictObject({ url: z.url(), secret: SecretReference }).optional(),
})
export type ChannelsDocument = z.infer<typeof ChannelsDocument>

/** The `providers` document: whom we ask for data, in this order; earlier answers win per field. */
export const ProvidersDocument = z.strictObject({
  providers: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('offline') }),
      z.strictObject({
        kind: z.literal('clearbit'),
        apiKey: SecretReference,
        timeLimitMs: z.int().min(50).max(10_000).default(2_000),
        cacheDays: z.number().min(0).max(365).default(30),
      }),
    ]),
  ),
})
export type ProvidersDocument = z.infer<typeof ProvidersDocument>

/** The `crm` document: where contacts are written. `built-in` keeps them in our own tables. */
export const CrmDocument = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('built-in') }),
  z.strictObject({
    kind: z.literal('hubspot'),
    token: SecretReference,
    /** HubSpot owner id of each rep, by rep id, to set the record's owner. */
    owners: z.record(Key, z.string()).default({}),
  }),
])
export type CrmDocument = z.infer<typeof CrmDocument>
