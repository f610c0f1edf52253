import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from './decision.ts'
import type { NextStage } from './evolve.ts'
import type { DeliveryId } from './ids.ts'
import { type Lead, REENTRY_STAGE } from './lead.ts'
import type { LeadForm } from './lead-form.ts'
import type { CaptureNotes, Findings } from './lead-parts.ts'
import type { NewTask } from './task.ts'

/** What the delivery of a lead says by the present mapping. */
export type LeadReadAgain = {
  readonly form: LeadForm
  readonly findings: Findings
  readonly doubts: readonly string[]
}

type Given = {
  readonly at: Date
  readonly deliveryId: DeliveryId
  readonly firstStage: string
  readonly nextStage: NextStage
  /** What a person decided when the lead was put before them. */
  readonly settled: 'release' | 'reject' | undefined
}

/** A captcha is asked once, when the form comes: what it said then stands. */
const FROM_CAPTCHA = /^captcha-/

/**
 * Gives a lead the form that its delivery says now; undefined when it is the one it has. A lead that
 * nobody has is looked at from the beginning, or, when a person let it go on, from where they did. What
 * a rep has, or a person rejected, stays where it is and is completed: nobody is offered it again.
 */
export function replayLead(lead: Lead, again: LeadReadAgain, given: Given): Outcome | undefined {
  const form = withAddresses(asStored(again.form), lead.parts.form)
  const fields = differing(lead.parts.form, form)
  const capture = notesAfter(lead.parts.capture, again.doubts)
  const way = wayOn(lead, given)
  const goesAgain = way !== undefined
  const doubtsDiffer = !isDeepStrictEqual(lead.parts.capture?.doubts ?? [], capture.doubts)
  if (fields.length === 0 && !(goesAgain && doubtsDiffer)) return undefined
  return {
    event: {
      type: 'LeadReplayed',
      at: given.at,
      deliveryId: given.deliveryId,
      fields,
      isTest: form.isTest ?? false,
      ...way,
    },
    parts: {
      form,
      ...(doubtsDiffer ? { capture } : {}),
      ...(way?.resumeAt === given.firstStage ? {} : { findings: again.findings }),
    },
    tasks: goesAgain ? [] : tasksFor(lead),
  }
}

/** As it comes back from the database, where what is undefined is not there. */
const asStored = (form: LeadForm): LeadForm => JSON.parse(JSON.stringify(form))

/** From where a browser sent a consent was seen when it came, and is kept nowhere but with it. */
function withAddresses(form: LeadForm, before: LeadForm): LeadForm {
  if (form.consent === undefined) return form
  const addresses = new Map(before.consent?.map(({ key, address }) => [key, address]))
  const consent = form.consent.map((said) => {
    const address = said.address ?? addresses.get(said.key)
    return address === undefined ? said : { ...said, address }
  })
  return { ...form, consent }
}

function differing(before: LeadForm, after: LeadForm): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof LeadForm>
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort()
}

function notesAfter(before: CaptureNotes | undefined, doubts: readonly string[]): CaptureNotes {
  const fromCaptcha = before?.doubts?.filter((doubt) => FROM_CAPTCHA.test(doubt)) ?? []
  return { ...before, doubts: [...doubts, ...fromCaptcha] }
}

type Way = { readonly resumeAt: string; readonly identifiesAnew?: boolean }

/**
 * Where the lead goes on; undefined when what was decided of it stands. A contact that a rep has seen
 * is completed and never exchanged, so such a lead goes on with it.
 */
function wayOn(lead: Lead, { firstStage, nextStage, settled }: Given): Way | undefined {
  if (!isOpen(lead, settled)) return undefined
  if (lead.contactId !== undefined && lead.triedRepIds.length > 0)
    return { resumeAt: REENTRY_STAGE }
  const afterFirst = settled === 'release' ? nextStage(firstStage) : undefined
  return { resumeAt: afterFirst ?? firstStage, identifiesAnew: true }
}

function isOpen({ state }: Lead, settled: Given['settled']): boolean {
  if (state === 'rejected') return settled === undefined
  return state === 'travelling' || state === 'waiting' || state === 'quarantined'
}

/** Whoever has the lead sees it as it is now, in the CRM and in its score. */
function tasksFor({ assignmentId, contactId }: Lead): NewTask[] {
  if (assignmentId === undefined || contactId === undefined) return []
  return [{ follower: 'late-data' }, { follower: 'write-crm' }]
}
