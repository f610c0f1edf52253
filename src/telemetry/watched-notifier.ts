import { Refused, Unavailable } from '../domain/failure.ts'
import { whatToMend } from '../domain/what-to-mend.ts'
import type { ChannelAlarms } from '../ports/channel-alarms.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Notifier } from '../ports/notifier.ts'

type Parts = { readonly alarms: ChannelAlarms; readonly log: Log; readonly clock: Clock }

/** A channel that has accepted nothing for so long is down and not only slow, in milliseconds. */
const DOWN_MS = 5 * 60_000
/** So often what is known is written anew: other processes note and clear alarms of the same channel. */
const NOTE_AGAIN_MS = 60_000

/**
 * A channel that tells people when it turns our credentials away, or has accepted nothing for five minutes
 * though it was asked, and when it accepts alerts again: once each. That nobody can be told must not keep an
 * alert back.
 */
export function watchedNotifier(notifier: Notifier, parts: Parts): Notifier {
  const { channel } = notifier
  let failingSince: Date | undefined
  let noted: { readonly what: string; readonly at: Date } | undefined

  /** Whether this process has noted the same a moment ago. */
  function isNoted(what: string): boolean {
    const at = parts.clock()
    if (noted?.what === what && at.getTime() - noted.at.getTime() < NOTE_AGAIN_MS) return true
    noted = { what, at }
    return false
  }

  async function works(): Promise<void> {
    failingSince = undefined
    if (!isNoted(WORKS)) await clearAlarm(channel, parts)
  }

  async function fails(error: unknown): Promise<void> {
    if (isDenied(error)) return alarm(error.code)
    if (!(error instanceof Unavailable) || isOurPause(error)) return
    const now = parts.clock()
    failingSince ??= now
    if (now.getTime() - failingSince.getTime() >= DOWN_MS) await alarm(error.code)
  }

  async function alarm(code: string): Promise<void> {
    if (isNoted(code)) return
    const since = failingSince ?? parts.clock()
    await raiseChannelAlarm({ channel, code, since }, parts)
  }

  return {
    ...notifier,
    async send(notification) {
      try {
        const receipt = await notifier.send(notification)
        await works()
        return receipt
      } catch (error) {
        await fails(error)
        throw error
      }
    },
  }
}

const WORKS = 'works'

/** What has nothing to do with whom the alert was for. */
const isDenied = (error: unknown): error is Refused =>
  error instanceof Refused &&
  (error.code.endsWith('-denied') || error.code === 'alert-webhook-gone')

/** Nobody was asked. */
const isOurPause = ({ code }: Unavailable) => code === 'channel-resting'

type Trouble = { readonly channel: string; readonly code: string; readonly since?: Date }

/**
 * Notes that a channel needs a person, and says so once in the log. Resolves also when it cannot be noted,
 * which the log tells.
 */
export function raiseChannelAlarm(trouble: Trouble, { alarms, log, clock }: Parts): Promise<void> {
  const { channel, code, since = clock() } = trouble
  return unharmed(log, async () => {
    if (!(await alarms.raise({ channel, code, since }))) return
    const mend = whatToMend(code)
    log.error({ channel, code, mend }, 'A channel needs a person: nobody is told by it')
  })
}

const clearAlarm = (channel: string, { alarms, log }: Parts): Promise<void> =>
  unharmed(log, async () => {
    if (await alarms.clear(channel)) log.info({ channel }, 'A channel works again')
  })

async function unharmed(log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log.warn({ code: error.code }, 'Cannot note how a channel does')
  }
}
