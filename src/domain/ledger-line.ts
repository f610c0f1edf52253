import * as z from 'zod'
import type { LedgerEntry } from './ledger.ts'

const Numbers = z.record(z.string(), z.number())

const Line = z.object({
  poolId: z.string(),
  sequence: z.int(),
  leadId: z.string(),
  assignmentId: z.string(),
  repId: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  seed: z.number(),
  revision: z.int(),
  entitled: Numbers,
  skipped: z.record(z.string(), z.string()),
  credits: Numbers,
  previousHash: z.string(),
  hash: z.string(),
})

/** An entry as one line of an export: JSON, ids and numbers only. */
export const lineOf = (entry: LedgerEntry): string => JSON.stringify(entry)

/** The entry that a line of an export is; undefined when it is none. */
export function entryOf(line: string): LedgerEntry | undefined {
  const read = Line.safeParse(parsed(line))
  return read.success ? (read.data as unknown as LedgerEntry) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
