import { Refused, Unavailable } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { type AlarmCode, alarmOf, type SourceAlarms } from '../ports/source-alarms.ts'

type Parts = {
  readonly sourceKey: string
  readonly alarms: SourceAlarms
  readonly metrics: Pick<Metrics, 'count'>
  readonly log: Log
  readonly clock: Clock
}

/** So often an alarm is cleared anew, in milliseconds: what works proves that none should stand. */
const CLEAR_AGAIN_MS = 60_000

/**
 * A source that counts what became of its fetches, and tells people when its vendor turns our token
 * away, and when it accepts it again: once each, whichever process raised the alarm. Until the time a
 * turned away token may be tried again nobody is asked, so that a thousand leads that wait are one call
 * every few minutes.
 */
export function watchedSource<T extends LeadSource>(source: T, parts: Parts): T {
  const { sourceKey, metrics, clock } = parts
  let turnedAway: Unavailable | undefined
  const isPausing = () => (turnedAway?.notBefore?.getTime() ?? 0) > clock().getTime()
  let clearedAt: Date | undefined

  /** Also where this process has raised none: another may have, and be no more. */
  async function works(): Promise<void> {
    turnedAway = undefined
    const at = clock()
    if (clearedAt !== undefined && at.getTime() - clearedAt.getTime() < CLEAR_AGAIN_MS) return
    await clearAlarm(parts)
    clearedAt = at
  }

  async function watched<R>(work: () => Promise<R>): Promise<R> {
    if (turnedAway !== undefined && isPausing()) throw turnedAway
    try {
      const result = await work()
      await works()
      return result
    } catch (error) {
      if (isAlarm(error)) {
        turnedAway = error
        clearedAt = undefined
        await raiseAlarm(error, parts)
      }
      throw error
    }
  }

  const { search } = source
  return {
    ...source,
    async fetch(reference, signal) {
      const count = (outcome: string) =>
        metrics.count('stl_source_fetches_total', { source: sourceKey, outcome })
      try {
        const lead = await watched(() => source.fetch(reference, signal))
        count(lead === undefined ? 'not-visible' : 'found')
        return lead
      } catch (error) {
        count(outcomeOf(error))
        throw error
      }
    },
    // It proves as well as a fetch whether the token works.
    ...(search && {
      search: (...given: Parameters<typeof search>) => watched(() => search(...given)),
    }),
  }
}

type Alarm = Unavailable & { readonly code: AlarmCode }

const isAlarm = (error: unknown): error is Alarm => alarmOf(error) !== undefined

function outcomeOf(error: unknown): string {
  if (isAlarm(error)) return 'access-lost'
  if (error instanceof Unavailable) return 'unavailable'
  return error instanceof Refused ? 'refused' : 'failed'
}

async function raiseAlarm({ code }: Alarm, { sourceKey, alarms, log, clock }: Parts) {
  const isNews = await alarms.raise({ sourceKey, code, since: clock() })
  if (isNews) log.error({ source: sourceKey, code }, 'A source needs a person: its leads wait')
}

async function clearAlarm({ sourceKey, alarms, log }: Parts) {
  const wasRaised = await alarms.clear(sourceKey)
  if (wasRaised) log.info({ source: sourceKey }, 'A source works again: its leads go on')
}
