import * as z from 'zod'

const Bits = z.number('give a number of bits').min(-20).max(60)

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
  })
  .superRefine(({ automaticBits, reviewBits }, context) => {
    if (automaticBits > reviewBits) return
    const message = `must be above reviewBits, which is ${reviewBits}`
    context.addIssue({ code: 'custom', path: ['automaticBits'], message })
  })
  .prefault({})
export type MatchingDocument = z.infer<typeof MatchingDocument>
