import * as z from 'zod'
import { TIE_BREAKERS } from '../matching/tie-breakers.ts'

const Bits = z.number('give a number of bits').min(-20).max(60)

/** How the account of a lead is found; see docs/accounts.md. */
const AccountMatching = z
  .strictObject({
    /** Whether a domain is enough: where no name says better, beside names, or never. */
    domainAlone: z.enum(['fallback', 'always', 'off']).default('fallback'),
    /** From which likeness on two names are near, 0 to 1. */
    nearName: z.number().min(0.2).max(1).default(0.5),
    /** What chooses among several accounts that match: the first on which they differ. */
    tieBreakers: z
      .array(z.enum(TIE_BREAKERS))
      .default(['domain', 'exact-name', 'named', 'owner', 'country', 'parent', 'recent-lead']),
  })
  .prefault({})

/**
 * The `matching` document: how likely it must be that a lead is of a person we know under another
 * address or spelling. Bits are odds in doublings: 10 bits are a thousand to one, 0 is even.
 */
export const MatchingDocument = z
  .strictObject({
    /** False: only exact addresses and numbers tell who somebody is. */
    enabled: z.boolean().default(true),
    /** From here on the lead is attached to the contact, and nobody is asked. */
    automaticBits: Bits.default(10),
    /** From here on a person is asked whether two contacts are one. */
    reviewBits: Bits.default(0),
    accounts: AccountMatching,
  })
  .superRefine(({ automaticBits, reviewBits }, context) => {
    if (automaticBits > reviewBits) return
    const message = `must be above reviewBits, which is ${reviewBits}`
    context.addIssue({ code: 'custom', path: ['automaticBits'], message })
  })
  .prefault({})
export type MatchingDocument = z.infer<typeof MatchingDocument>
