import * as z from 'zod'
import { FIRST_CONTACT_KINDS } from '../ports/assignment-desk.ts'
import { CommandFailed } from './command.ts'
import { exactly } from './define-command.ts'
import type { LeadCall } from './lead.ts'

type Options = Pick<LeadCall['values'], 'how' | 'minutes'>

/** What a rep does with a lead: the end of its address, what is sent, and what it comes to. */
type Answer = {
  readonly path: string
  readonly body: (options: Options) => object
  readonly said: string
}

const ANSWERS: Readonly<Record<'accept' | 'decline' | 'snooze' | 'contacted', Answer>> = {
  accept: { path: 'acknowledge', body: () => ({}), said: 'It is taken; nobody else is asked.' },
  decline: { path: 'decline', body: () => ({}), said: 'It is passed on to the next rep.' },
  snooze: {
    path: 'snooze',
    body: ({ minutes = '10' }) => ({ minutes: wholeMinutes(minutes) }),
    said: 'What would happen without an answer happens as much later.',
  },
  contacted: {
    path: 'first-contact',
    body: ({ how = 'call' }) => ({ how: kindOf(how) }),
    said: 'The first contact is recorded, and the lead is taken by it.',
  },
}

/** What `./stl lead` takes as answers to an offer. */
export const LEAD_ANSWERS = Object.keys(ANSWERS) as (keyof typeof ANSWERS)[]

/** Answers an offer, or records the first contact, for the rep of the token or whoever has the lead. */
export async function answerLead(
  verb: keyof typeof ANSWERS,
  { positionals, values, ...terminal }: LeadCall,
): Promise<number> {
  const [id] = exactly(1, positionals, 'Name one lead by its id.')
  const { path, body, said } = ANSWERS[verb]
  const sent = body(values)
  await (await terminal.product()).post(
    `/v1/leads/${encodeURIComponent(id)}/${path}`,
    sent,
    z.unknown(),
  )
  terminal.out(said)
  return 0
}

function wholeMinutes(text: string): number {
  const minutes = Number(text)
  if (Number.isInteger(minutes) && minutes > 0) return minutes
  throw new CommandFailed('--minutes is a whole number of minutes.', 2)
}

function kindOf(text: string): string {
  if (FIRST_CONTACT_KINDS.some((kind) => kind === text)) return text
  throw new CommandFailed(`--how is one of ${FIRST_CONTACT_KINDS.join(', ')}.`, 2)
}
