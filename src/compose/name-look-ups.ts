import { postgresNameRegister } from '../adapters/postgres/name-register.ts'
import type { NamedKind } from '../domain/attribution.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { type Failure, isFailure, Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import type { HeldLookUp, NameRegister } from '../ports/name-register.ts'
import { alarmOf } from '../ports/source-alarms.ts'
import { lookUpNames } from '../worker/look-up-names.ts'
import { describe } from '../worker/take-step.ts'
import { takeTurns } from '../worker/take-turns.ts'
import type { NameVendor } from './name-vendor-of.ts'
import type { Platform } from './platform.ts'
import type { Vendors } from './vendors.ts'

/** Twice as long as one batch may take, so that a claim lapses only when its process is gone. */
const CLAIM_MS = 60_000
/** How soon a new campaign has its name, in milliseconds. */
const EVERY_MS = 5 * 60_000
/** When only a person can mend it, asking more often would use up our calls. */
const WHILE_REFUSED_MS = 15 * 60_000

/**
 * Asks the vendors of sources with `names` what their campaigns are called, each every few minutes and
 * by one process at a time. No lead waits for it.
 */
export function startNameLookUps(platform: Platform, vendors: Pick<Vendors, 'nameVendors'>) {
  const { log, db, clock, processId, configuration } = platform
  const register = postgresNameRegister(db)
  return takeTurns({
    log,
    failing: 'Cannot look up names of campaigns',
    async turn(signal) {
      const sources = await vendors.nameVendors()
      const by = { holder: processId, at: clock(), forMs: CLAIM_MS }
      const lookUp = await register.claim([...sources.keys()], by)
      const vendor = lookUp && sources.get(lookUp.sourceKey)
      if (lookUp === undefined || vendor === undefined) return false
      const { attribution } = (await configuration.current()).documents
      await takeTurn(lookUp, { platform, register, vendor, names: attribution.names, signal })
      return true
    },
  })
}

type Turn = {
  readonly platform: Platform
  readonly register: NameRegister
  readonly vendor: NameVendor
  /** Those of the document, which are not asked for. */
  readonly names: Documents['attribution']['names']
  readonly signal: AbortSignal
}

/** One turn at one source. What is in its way is told to the log, and tried again in time. */
async function takeTurn(lookUp: HeldLookUp, turn: Turn): Promise<void> {
  const { clock, log } = turn.platform
  const failure = await askVendor(lookUp, turn)
  if (failure instanceof Overtaken) {
    log.warn({ source: lookUp.sourceKey }, 'Another process looks up the names of this source')
    return
  }
  const at = clock()
  const alarm = alarmOf(failure)
  const dueAt = dueAfter(failure, at, turn.signal)
  const isNews = await turn.register.leave(lookUp, { at, dueAt, alarm })
  tell(lookUp, { failure, isNews, isAlarm: alarm !== undefined }, turn)
}

async function askVendor(
  lookUp: HeldLookUp,
  { platform, register, vendor, names, signal }: Turn,
): Promise<Failure | undefined> {
  const { clock, telemetry } = platform
  const { sourceKey } = lookUp
  const named = (kind: NamedKind) => names.flatMap((one) => (one.kind === kind ? [one.id] : []))
  try {
    await register.gather(lookUp, vendor.name, clock())
    return await lookUpNames(lookUp, {
      ...{ vendor, register, named, clock, signal, claimMs: CLAIM_MS },
      onAsked: (outcome, ids) =>
        telemetry.metrics.count('stl_names_asked_total', { source: sourceKey, outcome }, ids),
    })
  } catch (error) {
    if (isFailure(error)) return error
    throw error
  }
}

function dueAfter(failure: Failure | undefined, at: Date, signal: AbortSignal): Date {
  if (signal.aborted) return at
  const needsPerson = failure instanceof Refused || alarmOf(failure) !== undefined
  const soonMs = at.getTime() + (needsPerson ? WHILE_REFUSED_MS : EVERY_MS)
  const allowedMs = failure instanceof Unavailable ? (failure.notBefore?.getTime() ?? 0) : 0
  return new Date(Math.max(soonMs, allowedMs))
}

type Told = {
  readonly failure: Failure | undefined
  readonly isNews: boolean
  readonly isAlarm: boolean
}

/** An alarm is told once; anything else each time, as it passes. */
function tell({ sourceKey }: HeldLookUp, { failure, isNews, isAlarm }: Told, turn: Turn): void {
  const { log } = turn.platform
  const about = { source: sourceKey, ...(failure && { code: failure.code }) }
  if (isAlarm) {
    if (isNews) log.error(about, 'A source needs a person: names of campaigns cannot be looked up')
    return
  }
  if (isNews) log.info(about, 'Names of campaigns can be looked up again')
  if (failure !== undefined) {
    log.warn({ ...about, error: describe(failure) }, 'Cannot look up names of campaigns now')
  }
}
