import type { RepId } from './ids.ts'

/** The person of a lead was called, written to or met, for the first time since it came. */
export type FirstContactMade = {
  type: 'FirstContactMade'
  /** When it was recorded. */
  at: Date
  /** When it was made, where that was before: what is read from a CRM was logged there some time ago. */
  contactedAt?: Date
  /** The rep who has the lead. */
  repId: RepId
  how: string
  /** Through what it is known: a CRM, or the channel whose message it was dialled from; else the API. */
  via?: string
  /** It was somebody else; which of our reps, where that is known. */
  byOther?: { repId?: RepId }
}

/** When the person was reached. A stored event has the time as text. */
export const contactedAt = ({ at, contactedAt: then }: FirstContactMade): Date =>
  then === undefined ? at : new Date(then)
