import type { FollowerName, Task } from '../domain/task.ts'
import type { ChargedTurns } from './charged-turns.ts'
import type { ConflictDecisions } from './conflict-decisions.ts'
import type { ContactBook } from './contact-book.ts'
import type { ContactPast } from './contact-past.ts'
import type { DigestLog } from './digest-log.ts'
import type { LeadStore } from './lead-store.ts'
import type { NotificationLog } from './notification-log.ts'
import type { PersonRegister } from './person-register.ts'
import type { Ports } from './ports.ts'
import type { PresenceBoard } from './presence-board.ts'

/** What followers may ask of the outside, besides what stages may. */
export type FollowerPorts = Ports & {
  readonly leads: LeadStore
  readonly turns: ChargedTurns
  readonly contacts: ContactBook
  readonly past: ContactPast
  readonly notifications: NotificationLog
  readonly digests: DigestLog
  readonly presence: Pick<PresenceBoard, 'all'>
  readonly conflictDecisions: ConflictDecisions
  readonly people: Pick<PersonRegister, 'withdraw' | 'finish'>
  /** Where people reach the product, for links in messages. */
  readonly publicUrl: string
}

/** One run of a task. */
export type Turn = {
  /** How many runs have failed before, since one ended well. */
  readonly attempt: number
  /**
   * Has the task run again from that time on, when this run has ended well; of several times from the
   * earliest. It stays open. When the run fails it is tried again then at the latest.
   */
  again(from: Date): void
}

/**
 * Work that a decided lead sets off. It has its own row, its own job and its own retries, so a
 * CRM that is down delays no message.
 */
export type Follower = {
  readonly name: FollowerName
  /**
   * Does the task, or finds that it is done or no longer wanted. May run again after a crash, so
   * every effect is either idempotent or recorded before it is repeated. Rejects with `Unavailable`
   * to be tried again and with `Refused` to be given up.
   */
  run(task: Task, ports: FollowerPorts, turn: Turn): Promise<void>
}
