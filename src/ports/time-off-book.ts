import type { WrittenTimeOff } from '../domain/documents/time-off.ts'
import type { RepId, TimeOffId } from '../domain/ids.ts'
import type { TimeOff } from '../domain/time-off.ts'

/** Time off that was added while the product runs. */
export type AddedTimeOff = TimeOff & {
  readonly id: TimeOffId
  readonly repId: RepId
  /** As it was given, its time zone filled in. */
  readonly written: WrittenTimeOff
}

/** Time off besides that of the `teams` document. Nothing is deleted: past decisions stay true. */
export type TimeOffBook = {
  /** What is not over at that moment, by when it begins. */
  comingAt(at: Date): Promise<readonly AddedTimeOff[]>
  /** Adds one. Leads that are decided afterwards know of it. */
  add(timeOff: AddedTimeOff, by: string, at: Date): Promise<void>
  /**
   * Takes one back, of this rep only when one is given. Resolves with whether there was one; false
   * when it was taken back before.
   */
  remove(
    id: TimeOffId,
    change: { readonly repId: RepId | undefined; readonly by: string; readonly at: Date },
  ): Promise<boolean>
}
