import type { LeadId } from '../domain/ids.ts'

/** Parts of deliveries by which a CRM tells that something was logged there: their code, and the CRM. */
export const ACTIVITY_NOTICES = { 'hubspot-activity': 'hubspot' } as const

/** A lead whose person nobody has reached as far as we know, and their record in the CRM. */
export type UncontactedLead = {
  readonly leadId: LeadId
  readonly recordId: string
  readonly receivedAt: Date
}

/** A look at the CRM that this process alone goes on with. */
export type HeldWatch = {
  readonly crm: string
  readonly holder: string
  /** Older leads are looked at from here; from the newest where there is none. */
  readonly place: LeadId | undefined
}

/** Some leads, and where it goes on after them; nowhere after the oldest. */
export type LeadsPage = {
  readonly leads: readonly UncontactedLead[]
  readonly next: LeadId | undefined
}

/** Which leads activities of a CRM are looked for, and whose turn it is to look. */
export type ActivityWatch = {
  /**
   * Takes the look when nobody has it, for as long as given, if it is due, or if the CRM has told of
   * something since the last one began and the soonest time for another has come; undefined otherwise. A
   * claim that lapses is taken by another process.
   */
  claim(
    crm: string,
    by: { readonly holder: string; readonly at: Date; readonly forMs: number },
  ): Promise<HeldWatch | undefined>
  /**
   * The newest such leads that were received since, at most so many. A lead counts that a rep has, that
   * is no test, whose person was not reached and that has no outcome.
   */
  newest(crm: string, since: Date, most: number): Promise<readonly UncontactedLead[]>
  /** Those among so many leads, whatever they are, from that place on to older ones until `since`. */
  older(
    crm: string,
    from: { readonly place: LeadId | undefined; readonly since: Date; readonly most: number },
  ): Promise<LeadsPage>
  /**
   * Gives the look back until it is due again, with what a person has to mend, if anything; resolves with
   * whether that has changed. Does nothing when the claim has lapsed.
   */
  leave(
    watch: HeldWatch,
    left: {
      readonly at: Date
      readonly place: LeadId | undefined
      readonly dueAt: Date
      /** Before this no other is taken, whatever the CRM tells. */
      readonly soonestAt: Date
      readonly alarm: string | undefined
    },
  ): Promise<boolean>
  /** What a person has to mend, by CRM. */
  alarms(): Promise<readonly { readonly crm: string; readonly code: string }[]>
}
