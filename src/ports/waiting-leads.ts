import type { ResumeReason } from '../domain/resume-reason.ts'

/** The leads that wait because nobody could take them. */
export type WaitingLeads = {
  /**
   * Sends all of them on their way again, because something may have freed them; those that are
   * not freed by it wait again. Resolves with their number. Calling twice or at once is harmless:
   * a lead that travels already is passed over.
   */
  resume(why: ResumeReason): Promise<number>
}
