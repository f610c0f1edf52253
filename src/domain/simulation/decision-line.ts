import type { LeadId } from '../ids.ts'
import type { LeadEvent } from '../lead-event.ts'
import type { LedgerEntry } from '../ledger.ts'

/** One decision as the log has it: on which lead, what was decided, and what it cost. */
export type LoggedDecision = {
  readonly leadId?: LeadId | undefined
  readonly event?: LeadEvent
  readonly entries: readonly LedgerEntry[]
}

/**
 * A decision as one line of the log: JSON with its keys sorted, so that the same decision is the same
 * bytes, whether it was just made or read from where it is kept. What is undefined is left out.
 */
export const decisionLine = (decision: LoggedDecision): string => lineOf(decision)

/** As `JSON.stringify` writes it, in one go, because a simulation writes hundreds of thousands. */
function lineOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null'
  if (value === null || typeof value !== 'object' || value instanceof Date) {
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(lineOf).join(',')}]`
  return objectLine(value as Readonly<Record<string, unknown>>)
}

function objectLine(value: Readonly<Record<string, unknown>>): string {
  let members = ''
  for (const key of Object.keys(value).sort()) {
    if (value[key] === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${lineOf(value[key])}`
  }
  return `{${members}}`
}

/** One value that two lines have differently, by its path; undefined where one of them has none. */
export type LineDifference = {
  readonly path: string
  readonly recorded: unknown
  readonly simulated: unknown
}

/** Where two lines of the log differ, what was decided before what it cost. */
export function lineDifferences(recorded: string, simulated: string): readonly LineDifference[] {
  const found = differences('', JSON.parse(recorded), JSON.parse(simulated))
  return found.sort((a, b) => weight(a) - weight(b))
}

/** A hash differs whenever anything does, and says least. */
const weight = ({ path }: LineDifference) =>
  /hash/i.test(path) ? 2 : path.startsWith('entries') ? 1 : 0

function differences(path: string, recorded: unknown, simulated: unknown): LineDifference[] {
  if (recorded === simulated) return []
  if (!isRecord(recorded) || !isRecord(simulated)) return [{ path, recorded, simulated }]
  const keys = [...new Set([...Object.keys(recorded), ...Object.keys(simulated)])]
  return keys.flatMap((key) =>
    differences(path === '' ? key : `${path}.${key}`, recorded[key], simulated[key]),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
