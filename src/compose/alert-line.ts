import { ALERT_PRIORITIES } from '../domain/alert.ts'
import type { Unavailable } from '../domain/failure.ts'
import type { Notification, NotificationReceipt, Notifier } from '../ports/notifier.ts'

/** So many may stand in line; whoever is least urgent is sent away when one more comes. */
const LONGEST_LINE = 20

/** Alerts that are sent one by one, the most urgent first, and of equal ones who came first. */
export type AlertLine = {
  /** Resolves and rejects as sending does when its turn has come, or as it is sent away. */
  stand(notification: Notification): Promise<NotificationReceipt>
  /** Sends everybody away who is not being served yet. */
  clear(why: Unavailable): void
  isEmpty(): boolean
}

type Standing = {
  readonly notification: Notification
  readonly settle: (end: Promise<NotificationReceipt>) => void
}

/** An empty line. `tooLong` is what whoever must leave for somebody else is told. */
export function alertLine(send: Notifier['send'], tooLong: () => Unavailable): AlertLine {
  const line: Standing[] = []
  let isServing = false

  const serve = async () => {
    if (isServing) return
    isServing = true
    for (let [next] = line.splice(0, 1); next !== undefined; [next] = line.splice(0, 1)) {
      const end = send(next.notification)
      next.settle(end)
      // How it ended is told to whoever stood there; here it only matters that it has.
      await Promise.allSettled([end])
    }
    isServing = false
  }

  return {
    stand: (notification) =>
      new Promise((settle) => {
        const behind = line.findIndex((one) => isBefore(notification, one.notification))
        line.splice(behind < 0 ? line.length : behind, 0, { notification, settle })
        for (const last of line.splice(LONGEST_LINE)) last.settle(Promise.reject(tooLong()))
        void serve()
      }),
    clear(why) {
      for (const one of line.splice(0)) one.settle(Promise.reject(why))
    },
    isEmpty: () => line.length === 0,
  }
}

const isBefore = (one: Notification, other: Notification) =>
  ALERT_PRIORITIES.indexOf(one.priority) < ALERT_PRIORITIES.indexOf(other.priority)
