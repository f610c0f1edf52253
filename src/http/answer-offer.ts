import type { OfferLink } from '../domain/alert.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { Refused } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { AssignmentDesk, DeskCaller } from '../ports/assignment-desk.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadReader } from '../ports/lead-reader.ts'

/** What answering an alert works on. */
export type AnswerPorts = {
  readonly desk: AssignmentDesk
  readonly leads: Pick<LeadReader, 'find'>
  readonly configuration: ConfigurationStore
}

/** One rep's answer to one offer, and through which channel it came. */
export type OfferAnswer = {
  readonly action: OfferLink
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly via: string
}

/** How an offer stands, for the rep who answers it. */
export type OfferStanding =
  | { readonly standing: 'open' }
  /** `holder` is the name of the rep who has the lead, if anybody has. */
  | { readonly standing: 'mine' | 'over'; readonly holder: string | undefined }

/** What an answer came to: it counts, or the offer was over before, or was put off too often. */
export type Answered =
  | { readonly counts: true; readonly action: OfferLink }
  | { readonly counts: false; readonly why: 'over'; readonly holder: string | undefined }
  | { readonly counts: false; readonly why: 'used-up' }

const OVER: ReadonlySet<string> = new Set([
  'lead-unknown',
  'not-assigned',
  'not-your-lead',
  'offer-ended',
  'already-taken',
  'already-accepted',
])

/** What a button asks for, in minutes, where the `sla` document lets a rep have as much. */
const USUAL_SNOOZE_MINUTES = 10

/**
 * Answers an offer for its rep, or records that they call its person, which takes the lead as well. Of two answers at once the desk takes one, under the lead's lock; who
 * comes too late is told who has the lead. The same answer again counts again and changes nothing.
 */
export async function answerOffer(answer: OfferAnswer, ports: AnswerPorts): Promise<Answered> {
  const { action, leadId, assignmentId, repId, via } = answer
  const caller: DeskCaller = { name: repId, repId, via, assignmentId }
  try {
    await VERBS[action](leadId, caller, ports)
    return { counts: true, action }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.code === 'snooze-used-up') return { counts: false, why: 'used-up' }
    if (!OVER.has(error.code)) throw error
    return { counts: false, why: 'over', holder: await holderOf(leadId, ports) }
  }
}

type Verb = (leadId: LeadId, caller: DeskCaller, ports: AnswerPorts) => Promise<unknown>

const VERBS: Readonly<Record<OfferLink, Verb>> = {
  accept: (leadId, caller, { desk }) => desk.acknowledge(leadId, caller),
  decline: (leadId, caller, { desk }) => desk.decline(leadId, caller),
  call: (leadId, caller, { desk }) => desk.firstContact(leadId, 'call', caller),
  async snooze(leadId, caller, { desk, configuration }) {
    const { mostMinutes } = (await configuration.current()).documents.sla.snooze
    return desk.snooze(leadId, Math.min(USUAL_SNOOZE_MINUTES, mostMinutes), caller)
  },
}

/** How the offer stands now, for a page that asks before it answers. */
export async function offerStanding(
  { leadId, assignmentId, repId }: Omit<OfferAnswer, 'action' | 'via'>,
  ports: AnswerPorts,
): Promise<OfferStanding> {
  const lead = (await ports.leads.find(leadId))?.lead
  const isSame = lead?.assignmentId === assignmentId
  // Whoever was told of it may take it while its rep has not; the desk has the last word.
  if (isSame && lead.acknowledgedAt === undefined) return { standing: 'open' }
  const isMine = isSame && lead.repId === repId
  return { standing: isMine ? 'mine' : 'over', holder: await holderOf(leadId, ports) }
}

async function holderOf(leadId: LeadId, { leads, configuration }: AnswerPorts) {
  const lead = (await leads.find(leadId))?.lead
  if (lead?.assignmentId === undefined || lead.repId === undefined) return undefined
  const { documents } = await configuration.current()
  return nameOf(lead.repId, documents)
}

/** The name of a rep; their id when they are no longer in the documents. */
const nameOf = (repId: RepId, { teams }: Documents) =>
  teams.reps.find(({ id }) => id === repId)?.name ?? repId
