import type { LeadId } from '../domain/ids.ts'

/** One piece of work on a lead that is over. Times in milliseconds since 1970, with fractions. */
export type LeadSpan = {
  readonly leadId: LeadId
  /** `journey` for the whole way of a lead to its decision; all others are parts of it. */
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** Ids, names and codes only. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly failed: boolean
}

/**
 * Keeps one trace for each lead. The trace follows from the lead's id, so that any number of
 * processes add to it without telling each other.
 */
export type LeadTraces = {
  /** Adds a span. Never waits or rejects: when the collector is slow, spans are dropped. */
  add(span: LeadSpan): void
  /** Sends what is left, for at most two seconds, and ends. */
  close(): Promise<void>
}
