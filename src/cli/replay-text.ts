import * as z from 'zod'
import { table } from './table.ts'

/** What the command line reads of what became of a delivery. */
export const ReplayedAnswer = z.object({
  deliveryId: z.string(),
  receivedAt: z.string(),
  effect: z.string(),
  why: z.string().optional(),
  leads: z.array(
    z.object({
      leadId: z.string().optional(),
      effect: z.string(),
      why: z.string().optional(),
      fields: z.array(z.string()).optional(),
    }),
  ),
})
export type ReplayedAnswer = z.infer<typeof ReplayedAnswer>

/** A delivery and what became of each of its leads, within 80 columns. */
export function replayedText({ deliveryId, effect, why, leads }: ReplayedAnswer): string {
  const reason = why === undefined ? '' : ` (${why})`
  return [
    `${deliveryId}  ${effect}${reason}`,
    ...leads.map((lead) => {
      const told = lead.why ?? lead.fields?.join(', ')
      const what = told === undefined || told === '' ? lead.effect : `${lead.effect}: ${told}`
      return `  ${lead.leadId ?? 'lead'}\n    ${what}`
    }),
  ].join('\n')
}

const MEANINGS: Readonly<Record<string, string>> = {
  created: 'a lead was made of it',
  changed: 'its lead has another form, and goes again',
  decided: 'its decided lead was completed, and stays where it is',
  unchanged: 'nothing to do',
  erased: 'its person was erased',
  failed: 'it could not be replayed',
}

/** How many deliveries came to what; of a dry run, how many would. */
export function summaryText(effects: Readonly<Record<string, number>>, dryRun: boolean): string {
  const total = Object.values(effects).reduce((sum, count) => sum + count, 0)
  const rows = Object.keys(MEANINGS).flatMap((effect) => {
    const count = effects[effect] ?? 0
    return count === 0 ? [] : [[`  ${effect}`, `${count}`, MEANINGS[effect] ?? '']]
  })
  const heading = dryRun ? 'Nothing was done. Deliveries looked at' : 'Deliveries replayed'
  return [`${heading}: ${total}.`, ...(rows.length === 0 ? [] : [table(rows)])].join('\n')
}
