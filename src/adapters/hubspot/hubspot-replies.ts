import * as z from 'zod'
import { readBody, type VendorReply } from '../vendor/vendor-api.ts'

/** One record; a property without a value is null. */
export const HubspotContact = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
})
export type HubspotContact = z.infer<typeof HubspotContact>

const RowFault = z.object({ category: z.string(), message: z.string() })

/** Why one row, or the batch as a whole, was not written. */
export type RowFault = z.infer<typeof RowFault>

const UpsertReply = z.union([
  z.object({ results: z.tuple([z.object({ id: z.string(), new: z.boolean().default(false) })]) }),
  z.object({ errors: z.tuple([RowFault], z.unknown()) }),
  RowFault,
])

/**
 * What became of a batch of one row: 200 carries its result, 207 its fault beside no results, and
 * 409 a fault for the batch as a whole.
 */
export function upsertedRow(reply: VendorReply): { id: string; new: boolean } | RowFault {
  const body = readBody('hubspot', UpsertReply, reply, 'writes')
  if ('results' in body) return body.results[0]
  return 'errors' in body ? body.errors[0] : body
}

/** The id of the record that stands in the way, which HubSpot tells only in its message. */
export function existingRecordId({ category, message }: RowFault): string | undefined {
  return category === 'CONFLICT' ? /Existing ID: (\d+)/.exec(message)?.[1] : undefined
}
