import type { ChatNotes } from './conversation.ts'
import type { Outcome } from './decision.ts'
import type { Lead } from './lead.ts'
import type { LeadForm } from './lead-form.ts'
import { mergeForms } from './merge-forms.ts'
import type { NewTask } from './task.ts'

/** What further parts of a chat brought. */
export type ChatNews = {
  /** How many messages are new. */
  readonly messages: number
  readonly form: LeadForm
  readonly chat: ChatNotes
  readonly askedForPerson: boolean
  readonly ended: boolean
}

type Given = {
  readonly at: Date
  /** Where a lead starts again that has become reachable. */
  readonly firstStage: string
  /** True when a task that will score the lead anew is waiting for its time already. */
  readonly willBeScored: boolean
}

/** So long after a part the lead is scored anew: a chat brings many, and one score will do. */
export const SCORE_AFTER_MS = 10_000

/**
 * Tells a lead what its chat has brought since. What was missing is filled, nothing is replaced.
 * A lead that had no address and has one now, or whose visitor waits for a person, is looked at
 * from the beginning unless its contact is known: a contact is completed and never exchanged.
 * Whoever has the lead hears when a person is asked for.
 */
export function continueChat(lead: Lead, news: ChatNews, given: Given): Outcome {
  const { form, filled } = mergeForms(lead.parts.form, news.form)
  const { messages, chat, askedForPerson, ended } = news
  const resumes = startsAgain(lead, news, filled)
  return {
    event: {
      type: 'ChatContinued',
      at: given.at,
      messages,
      filled,
      ...(askedForPerson ? { askedForPerson } : {}),
      ...(ended ? { ended } : {}),
      ...(resumes ? { resumeAt: given.firstStage } : {}),
    },
    parts: { form, chat },
    tasks: resumes ? [] : tasksFor(lead, news, filled, given),
  }
}

const hasAddress = (filled: readonly string[]) =>
  filled.includes('email') || filled.includes('phone')

function startsAgain(
  { state, parts, contactId }: Lead,
  news: ChatNews,
  filled: readonly string[],
): boolean {
  const { email, phone, isTest, honeypot } = parts.form
  const wasMute = email === undefined && phone === undefined
  if (state === 'travelling') return wasMute && hasAddress(filled) && contactId === undefined
  // Only what was rejected because nobody could be answered; a test stays a test.
  const wasUnreachable = state === 'rejected' && wasMute && isTest !== true && !honeypot
  return wasUnreachable && (hasAddress(filled) || news.askedForPerson)
}

/** What a contact has of a form, by the names the form has for it. */
const OF_CONTACT: ReadonlySet<string> = new Set([
  ...['email', 'phone', 'country'],
  ...['firstName', 'lastName', 'fullName', 'company', 'title'],
])

function tasksFor(
  lead: Lead,
  { askedForPerson }: ChatNews,
  filled: readonly string[],
  { at, willBeScored }: Given,
): NewTask[] {
  if (lead.state === 'rejected' || lead.state === 'erased') return []
  const told = filled.filter((field) => OF_CONTACT.has(field))
  return [
    ...(told.length === 0
      ? []
      : [{ follower: 'complete-contact' as const, subject: told.join(',') }]),
    ...(lead.state === 'quarantined'
      ? []
      : tasksOfLead(lead, { askedForPerson, at, willBeScored })),
  ]
}

function tasksOfLead(
  { assignmentId }: Lead,
  given: Pick<Given, 'at' | 'willBeScored'> & Pick<ChatNews, 'askedForPerson'>,
): NewTask[] {
  const dueAt = new Date(given.at.getTime() + SCORE_AFTER_MS)
  const tellsOwner = given.askedForPerson && assignmentId !== undefined
  return [
    ...(given.willBeScored ? [] : [{ follower: 'late-data' as const, dueAt }]),
    ...(tellsOwner ? [{ follower: 'hand-off' as const, subject: assignmentId }] : []),
  ]
}
