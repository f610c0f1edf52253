import * as z from 'zod'
import { CREDIT_KINDS, type LedgerEntry } from './ledger.ts'
import { parsedJson } from './parsed-json.ts'
import { STRATEGIES } from './pool-strategy.ts'

const Numbers = z.record(z.string(), z.number())

const chained = {
  poolId: z.string(),
  sequence: z.int(),
  repId: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  revision: z.int(),
  entitled: Numbers,
  credits: Numbers,
  debts: z.record(z.string(), z.object({ units: z.number(), since: z.string() })),
  previousHash: z.string(),
  hash: z.string(),
}

const Line = z.discriminatedUnion('kind', [
  z.object({
    ...chained,
    version: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    kind: z.literal('pick'),
    leadId: z.string(),
    assignmentId: z.string(),
    seed: z.number(),
    skipped: z.record(z.string(), z.string()),
    accruing: Numbers,
    strategy: z.enum(STRATEGIES).default('round-robin'),
    seen: Numbers.default({}),
    worth: z.number().positive().default(1),
  }),
  z.object({
    ...chained,
    version: z.literal(2),
    kind: z.enum(CREDIT_KINDS),
    units: z.number(),
    leadId: z.string().optional(),
    refundOf: z.int().optional(),
    reason: z.string().optional(),
    by: z.string().optional(),
  }),
])

/** An entry as one line of an export: JSON, ids and numbers only. */
export const lineOf = (entry: LedgerEntry): string => JSON.stringify(entry)

/** The entry that a line of an export is; undefined when it is none. */
export function entryOf(line: string): LedgerEntry | undefined {
  const read = Line.safeParse(parsedJson(line))
  return read.success ? (read.data as unknown as LedgerEntry) : undefined
}
