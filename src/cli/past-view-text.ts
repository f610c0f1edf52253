import * as z from 'zod'
import { minute } from './minute.ts'
import { table } from './table.ts'

/** What `GET /v1/leads/{id}/at` answers, as far as it is shown. */
export const PastViewAnswer = z
  .object({
    leadId: z.string(),
    at: z.string(),
    revision: z.number(),
    state: z.string(),
    repId: z.string().optional(),
    tier: z.string().optional(),
    triedRepIds: z.array(z.string()),
    ownerRepId: z.string().optional(),
    route: z
      .object({
        ruleId: z.string(),
        rules: z.array(
          z.object({
            ruleId: z.string(),
            verdict: z.string(),
            saw: z.record(z.string(), z.unknown()),
          }),
        ),
      })
      .loose()
      .optional(),
    candidates: z.array(
      z.object({
        repId: z.string(),
        poolId: z.string().optional(),
        skipped: z.string().optional(),
        presence: z.string(),
        offUntil: z.string().optional(),
        open: z.number().optional(),
        unacknowledged: z.number().optional(),
      }),
    ),
    pools: z.array(
      z.object({
        poolId: z.string(),
        sequence: z.number(),
        credits: z.record(z.string(), z.number()),
      }),
    ),
    wouldGet: z
      .object({
        repId: z.string().optional(),
        reasonText: z.string().optional(),
        waitsUntil: z.string().optional(),
      })
      .optional(),
  })
  .loose()
export type PastViewAnswer = z.infer<typeof PastViewAnswer>

/** A lead at a past moment, for a person to read. */
export function pastViewText(view: PastViewAnswer): string {
  return [headText(view), rulesText(view), candidatesText(view), poolsText(view), endText(view)]
    .filter((part) => part !== '')
    .join('\n\n')
}

function headText({ leadId, at, revision, state, repId, tier, ...view }: PastViewAnswer): string {
  const holder = repId === undefined ? '' : ` with ${repId}`
  const owner = view.ownerRepId === undefined ? '' : ` The person is ${view.ownerRepId}'s.`
  const { triedRepIds } = view
  const tried = triedRepIds.length === 0 ? '' : ` Had it before: ${triedRepIds.join(', ')}.`
  const which = `Lead ${leadId} at ${at.replace('.000Z', 'Z')}, revision ${revision}`
  return `${which}: ${state}${holder}, tier ${tier ?? 'unknown'}.${owner}${tried}`
}

function rulesText({ route }: PastViewAnswer): string {
  if (route === undefined) return 'What the rules saw is gone: the person was erased.'
  const rows = route.rules.map(({ ruleId, verdict, saw }) => [
    ...[`  ${ruleId}`, verdict],
    Object.entries(saw)
      .map(([field, value]) => `${field} = ${value === null ? 'missing' : JSON.stringify(value)}`)
      .join(', '),
  ])
  return `Rule ${route.ruleId} takes it.\n${table(rows)}`
}

function candidatesText({ candidates }: PastViewAnswer): string {
  if (candidates.length === 0) return ''
  const rows = candidates.map(({ repId, poolId, skipped, presence, ...one }) => [
    ...[repId, poolId ?? 'by name', skipped ?? 'could take it', presence],
    one.offUntil === undefined ? '' : minute(one.offUntil),
    one.open === undefined ? '' : `${one.open} open, ${one.unacknowledged ?? 0} unanswered`,
  ])
  return table([['rep', 'pool', 'then', 'presence', 'off until', 'leads'], ...rows])
}

function poolsText({ pools }: PastViewAnswer): string {
  const lines = pools.map(({ poolId, sequence, credits }) => {
    const owed = Object.entries(credits).map(
      ([repId, leads]) => `${repId} ${leads < 0 ? '' : '+'}${leads.toFixed(2)}`,
    )
    return `Pool ${poolId} after entry ${sequence}: ${owed.join(', ') || 'no turns yet'}`
  })
  return lines.join('\n')
}

function endText({ wouldGet }: PastViewAnswer): string {
  if (wouldGet === undefined) return ''
  const { repId, reasonText, waitsUntil } = wouldGet
  if (repId !== undefined) return `Given then, it would go to ${repId}: ${reasonText}.`
  return `Given then, it would wait${waitsUntil === undefined ? '' : ` until ${minute(waitsUntil)}`}.`
}
