import { hubspotActivities } from '../adapters/hubspot/activities.ts'
import { postgresActivityWatch } from '../adapters/postgres/activity-watch.ts'
import { postgresAssignmentDesk } from '../adapters/postgres/assignment-desk.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { type Failure, isFailure, Refused, Unavailable } from '../domain/failure.ts'
import type { HeldWatch } from '../ports/activity-watch.ts'
import type { CrmActivities } from '../ports/crm-activities.ts'
import { measuredRecords } from '../telemetry/measured-ports.ts'
import { lookForActivities } from '../worker/look-for-activities.ts'
import { describe } from '../worker/take-step.ts'
import { takeTurns } from '../worker/take-turns.ts'
import { configured } from './configured.ts'
import { perRevision } from './per-revision.ts'
import type { Platform } from './platform.ts'

/** Longer than a look takes, so that a claim lapses only when its process is gone. */
const CLAIM_MS = 60_000
/** How soon a call that was logged is known here, in milliseconds. */
const EVERY_MS = 20_000
/** And where HubSpot tells that something was: some thirty calls a look are 60 of the 100 it allows in 10 s. */
const SOONEST_MS = 5_000
/** How soon another process goes on after one that was killed, once its claim has lapsed. */
const LOOK_WHETHER_DUE_MS = 1_000
/** When only a person can mend it, asking more often would use up our calls. */
const WHILE_REFUSED_MS = 5 * 60_000

type Parts = {
  readonly platform: Platform
  readonly watch: ReturnType<typeof postgresActivityWatch>
  readonly desk: ReturnType<typeof postgresAssignmentDesk>
}

/**
 * Looks in the CRM for what people have done with the persons of open leads, by one process at a time. A
 * CRM that keeps no activities is not looked at.
 */
export function startActivityWatch(platform: Platform) {
  const { log, db, clock, processId, configuration, telemetry } = platform
  const leads = measuredRecords(platform.leads, telemetry)
  const watch = postgresActivityWatch(db)
  const desk = postgresAssignmentDesk({ db, leads, clock, configuration })
  const activitiesNow = perRevision(configuration, ({ crm }) =>
    configured('activities of the CRM', platform, () => activitiesOf(crm, platform)),
  )
  return takeTurns({
    log,
    failing: 'Cannot look for activities in the CRM',
    everyMs: LOOK_WHETHER_DUE_MS,
    async turn(signal) {
      const [activities] = await activitiesNow()
      if (activities === undefined) return false
      const by = { holder: processId, at: clock(), forMs: CLAIM_MS }
      const held = await watch.claim(activities.crm, by)
      if (held === undefined) return false
      await takeTurn(held, activities, { platform, watch, desk }, signal)
      return true
    },
  })
}

function activitiesOf(crm: Documents['crm'], { config, clock }: Platform) {
  if (crm.kind !== 'hubspot') return undefined
  const token = config.secret(crm.token).reveal()
  return hubspotActivities({ token, baseUrl: config.hubspotBaseUrl, owners: crm.owners, clock })
}

/** One look. What is in its way is told to the log, and the next look goes on from the same place. */
async function takeTurn(
  held: HeldWatch,
  activities: CrmActivities,
  { platform, watch, desk }: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = platform
  const onLeft = (leadId: string, left: Failure) =>
    platform.log.warn({ leadId, error: describe(left) }, 'An activity could not be recorded')
  const parts = { watch, activities, desk, clock, signal, onLeft }
  const { failure, place } = await look(held, parts, platform)
  const at = clock()
  const alarm = failure instanceof Refused ? failure.code : undefined
  const dueAt = signal.aborted ? at : nextAfter(failure, at, EVERY_MS)
  const soonestAt = nextAfter(failure, at, SOONEST_MS)
  const isNews = await watch.leave(held, { at, place, dueAt, soonestAt, alarm })
  tell(held, failure, isNews, platform)
}

type LookParts = Parameters<typeof lookForActivities>[1]

async function look(held: HeldWatch, parts: LookParts, { telemetry: { metrics } }: Platform) {
  const { crm } = held
  try {
    const { next, contacts, denied } = await lookForActivities(held, parts)
    for (const { isOther } of contacts) {
      metrics.count('stl_crm_activities_total', { crm, by: isOther ? 'other' : 'rep' })
    }
    if (denied.length === 0) return { place: next, failure: undefined }
    const message = `Our token for ${crm} may not read everything that is logged: ${denied.join()}`
    return { place: next, failure: new Refused('crm-activities-denied', message) }
  } catch (failure) {
    if (!isFailure(failure)) throw failure
    return { place: held.place, failure }
  }
}

function nextAfter(failure: Failure | undefined, at: Date, usualMs: number): Date {
  const isPointless = failure instanceof Refused && failure.code !== 'crm-activities-denied'
  const soonMs = at.getTime() + (isPointless ? WHILE_REFUSED_MS : usualMs)
  const allowedMs = failure instanceof Unavailable ? (failure.notBefore?.getTime() ?? 0) : 0
  return new Date(Math.max(soonMs, allowedMs))
}

/** What a person has to mend is told once; anything else each time, as it passes. */
function tell(
  { crm }: HeldWatch,
  failure: Failure | undefined,
  isNews: boolean,
  { log }: Platform,
): void {
  if (isNews && !(failure instanceof Refused)) log.info({ crm }, 'The CRM needs nobody any more')
  if (failure === undefined) return
  const about = { crm, error: describe(failure) }
  if (!(failure instanceof Refused)) log.warn(about, 'Cannot look for activities in the CRM now')
  else if (isNews) log.error(about, 'The CRM needs a person: activities there cannot be read')
}
