import { ALERT_PRIORITIES } from '../domain/alert.ts'
import type { Unavailable } from '../domain/failure.ts'
import type { Notification, NotificationReceipt, Notifier } from '../ports/notifier.ts'

/** An alert, and which of the vendor's limits it counts towards. */
export type Lined = { readonly notification: Notification; readonly lane: string }

/** Alerts that wait for a place, the most urgent first, and of equal ones who came first. */
export type AlertLine = {
  /** Resolves and rejects as sending does when its turn has come, or as it is sent away. */
  stand(alert: Lined): Promise<NotificationReceipt>
  /** Sends all of a lane away that are not being served yet; everybody without a lane. */
  clear(why: Unavailable, lane?: string): void
  /** Whether nobody of a lane stands there or is being served; nobody at all without one. */
  isEmpty(lane?: string): boolean
}

type Standing = Lined & { readonly settle: (end: Promise<NotificationReceipt>) => void }

type Options = {
  readonly send: (alert: Lined) => ReturnType<Notifier['send']>
  /** So many are served at once, in all or of one lane. */
  readonly places: (lane?: string) => number
  /** So many may stand there, in all or of one lane; the least urgent is sent away when one more comes. */
  readonly longest: (lane?: string) => number
  /** So long anybody stands there, in milliseconds: far less than a claim on a task lasts. */
  readonly patienceMs: number
  /** What whoever must leave for somebody else, or stood too long, is told. */
  readonly tooLong: () => Unavailable
}

/** An empty line. */
export function alertLine({ send, places, longest, patienceMs, tooLong }: Options): AlertLine {
  let line: Standing[] = []
  const served = counting()

  function serve(): void {
    while (served.of() < places()) {
      const next = line.find(({ lane }) => served.of(lane) < places(lane))
      if (next === undefined) return
      line = line.filter((one) => one !== next)
      void attend(next)
    }
  }

  async function attend({ notification, lane, settle }: Standing): Promise<void> {
    served.change(lane, 1)
    const end = send({ notification, lane })
    settle(end)
    // How it ended is told to whoever stood there; here it only matters that it has.
    await Promise.allSettled([end])
    served.change(lane, -1)
    serve()
  }

  function sendAway(who: readonly Standing[], why: () => Unavailable): void {
    line = line.filter((one) => !who.includes(one))
    for (const { settle } of who) settle(Promise.reject(why()))
  }

  function enter(alert: Standing): void {
    const behind = line.findIndex((one) => isBefore(alert, one))
    line.splice(behind < 0 ? line.length : behind, 0, alert)
    serve()
    sendAway(tooManyIn(line, alert.lane, longest), tooLong)
  }

  return {
    stand: (alert) =>
      new Promise((resolve) => {
        const standing = { ...alert, settle: (end: Promise<NotificationReceipt>) => leave(end) }
        const timer = setTimeout(() => sendAway([standing], tooLong), patienceMs)
        const leave = (end: Promise<NotificationReceipt>) => {
          clearTimeout(timer)
          resolve(end)
        }
        enter(standing)
      }),
    clear: (why, lane) =>
      sendAway(
        line.filter((one) => lane === undefined || one.lane === lane),
        () => why,
      ),
    isEmpty: (lane) =>
      served.of(lane) === 0 && line.every((one) => lane !== undefined && one.lane !== lane),
  }
}

/** Those for whom there is no room since somebody entered this lane. */
function tooManyIn(line: readonly Standing[], lane: string, longest: Options['longest']) {
  const ofLane = line.filter((one) => one.lane === lane)
  return [...new Set([...line.slice(longest()), ...ofLane.slice(longest(lane))])]
}

/** How many of each lane are served, and in all. */
function counting() {
  const byLane = new Map<string, number>()
  let inAll = 0
  const of = (lane?: string) => (lane === undefined ? inAll : (byLane.get(lane) ?? 0))
  return {
    of,
    change(lane: string, by: 1 | -1) {
      inAll += by
      byLane.set(lane, of(lane) + by)
      if (of(lane) === 0) byLane.delete(lane)
    },
  }
}

const isBefore = (one: Lined, other: Lined) => rankOf(one) < rankOf(other)
const rankOf = ({ notification }: Lined) => ALERT_PRIORITIES.indexOf(notification.priority)
