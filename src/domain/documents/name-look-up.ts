import * as z from 'zod'
import { SecretReference } from './vocabulary.ts'

const Digits = z
  .string('write the number in quotes')
  .regex(/^\d{1,20}$/, 'use the digits alone, without dashes')

const Version = z.string().regex(/^v?\d+(\.\d+)?$/, 'use a version such as v25')

/** By what a vendor of adverts lets us ask what campaigns, ad groups, ads and forms are called. */
export const NameLookUp = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('meta'),
    /** With `ads_read`, which a page token may lack. */
    token: SecretReference,
    /** Of its API; that of the source's `api` unless given. */
    version: Version.optional(),
  }),
  z.strictObject({
    kind: z.literal('linkedin'),
    /** With `r_ads`. */
    token: SecretReference,
    version: Version.optional(),
    /** The number of the ad account. */
    account: Digits,
  }),
  z.strictObject({
    kind: z.literal('google-ads'),
    developerToken: SecretReference,
    /** The OAuth client, and what it was given by somebody who may see the account. */
    clientId: z.string().min(1).max(300),
    clientSecret: SecretReference,
    refreshToken: SecretReference,
    /** The account of the adverts. */
    customerId: Digits,
    /** The manager account by which it may be seen, where there is one. */
    loginCustomerId: Digits.optional(),
    version: Version.optional(),
  }),
])
export type NameLookUp = z.infer<typeof NameLookUp>
