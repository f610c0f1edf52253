import { setTimeout as pause } from 'node:timers/promises'
import { answerLead, LEAD_ANSWERS } from './answer-lead.ts'
import { CommandFailed } from './command.ts'
import { type Call, defineCommand } from './define-command.ts'
import { explanationText } from './explanation-text.ts'
import { JourneyAnswer } from './journey-answer.ts'
import { ExplanationAnswer, LeadAnswer, LeadsAnswer } from './lead-answers.ts'
import type { Product } from './product.ts'
import { reassignLead } from './reassign-lead.ts'
import { swapLead } from './swap-lead.ts'
import { TranscriptAnswer, transcriptText } from './transcript-text.ts'
import { waterfall } from './waterfall.ts'
import { WhyNotAnswer, whyNotLines } from './why-not-lines.ts'

const help = `Usage: ./stl lead <id> | --latest [--transcript] [--json] [--wait <seconds>]
       ./stl lead <id> --why-not <rep>
       ./stl lead reassign <id> [--rep <rep> [--cover]]
       ./stl lead swap <id>
       ./stl lead accept | decline <id>
       ./stl lead snooze <id> [--minutes <n>]
       ./stl lead contacted <id> [--how call | email | meeting | message]

Shows what happened to a lead, with the clock in hand, who got it and why.

reassign gives a lead to a rep, whatever rules say; without --rep it goes
through the rules again. With --cover whoever owns the person stays the owner.

swap gives up a lead that late data say is for somebody else; the turn that it
cost is made up to whoever had it.

accept, decline and snooze answer the offer; contacted says that the person was
reached (a call unless said), which takes the lead as well.

  --why-not <rep>   the smallest change that would have sent it to that rep
  --latest          the lead that was received last
  --transcript      what was said in the chat it comes from, instead
  --json            as JSON: leadId, state, repId, assignedInMs, reasons, and
                    the whole lead, journey and explanation
  --wait <seconds>  how long to wait until the lead is decided (default 5)`

const options = {
  latest: { type: 'boolean' },
  transcript: { type: 'boolean' },
  json: { type: 'boolean' },
  wait: { type: 'string', default: '5' },
  rep: { type: 'string' },
  'why-not': { type: 'string' },
  cover: { type: 'boolean' },
  how: { type: 'string' },
  minutes: { type: 'string' },
} as const

/** A call of the command; to a verb, the positionals are what stands behind it. */
export type LeadCall = Call<typeof options>

/** What may be done with a lead besides looking at it. */
const VERBS: ReadonlyMap<string, (call: LeadCall) => Promise<number>> = new Map([
  ['reassign', reassignLead],
  ['swap', swapLead],
  ...LEAD_ANSWERS.map((verb) => [verb, (call: LeadCall) => answerLead(verb, call)] as const),
])

/** How often a lead on its way is looked at again, in milliseconds. */
const LOOK_EVERY_MS = 50

/** Shows the journey of one lead, and the reasons of every decision on it. */
export const lead = defineCommand({
  name: 'lead',
  summary: 'show what happened to a lead, who got it, and why',
  help,
  options,
  allowPositionals: true,
  async run(call) {
    const [verb = '', ...positionals] = call.positionals
    const act = VERBS.get(verb)
    return act === undefined ? show(call) : act({ ...call, positionals })
  },
})

async function show({ positionals, values, print, ...terminal }: LeadCall): Promise<number> {
  const waitMs = secondsFrom(values.wait) * 1_000
  const product = await terminal.product()
  const id = await leadId(product, positionals, values.latest === true)

  const path = `/v1/leads/${encodeURIComponent(id)}`
  const repId = values['why-not']
  if (repId !== undefined) {
    await decided(product, id, waitMs)
    const query = `rep=${encodeURIComponent(repId)}`
    print(await product.get(`${path}/why-not?${query}`, WhyNotAnswer), whyNotLines)
  } else if (values.transcript === true) {
    print(await product.get(`${path}/transcript`, TranscriptAnswer), transcriptText)
  } else {
    const found = await decided(product, id, waitMs)
    const [journey, explanation] = await recorded(product, path)
    print(
      summary(found, journey, explanation),
      () => `${waterfall(found, journey, explanation)}\n\n${explanationText(found, explanation)}`,
    )
  }
  return 0
}

function secondsFrom(text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && seconds >= 0) return seconds
  throw new CommandFailed('--wait is a number of seconds.', 2)
}

async function leadId(product: Product, [id, ...more]: readonly string[], latest: boolean) {
  if (more.length > 0 || latest === (id !== undefined)) {
    throw new CommandFailed('Name one lead by its id, or say --latest.', 2)
  }
  if (id !== undefined) return id
  const { items } = await product.get('/v1/leads?limit=1', LeadsAnswer)
  const [newest] = items
  if (newest === undefined) throw new CommandFailed('There is no lead yet. Try ./stl send.')
  return newest.id
}

/** The lead once it is decided, or as it stands when the time is up. */
async function decided(product: Product, id: string, waitMs: number): Promise<LeadAnswer> {
  const until = Date.now() + waitMs
  for (;;) {
    const found = await product.get(`/v1/leads/${encodeURIComponent(id)}`, LeadAnswer)
    if (found.state !== 'travelling' || Date.now() >= until) return found
    await pause(LOOK_EVERY_MS)
  }
}

/** What happened to a lead, and why. */
const recorded = (product: Product, path: string) =>
  Promise.all([
    product.get(`${path}/journey`, JourneyAnswer),
    product.get(`${path}/explanation`, ExplanationAnswer),
  ])

/** The answer of `--json`: what scripts want at the top, the whole of it below. */
function summary(found: LeadAnswer, journey: JourneyAnswer, explanation: ExplanationAnswer) {
  return {
    leadId: found.id,
    state: found.state,
    repId: found.repId ?? null,
    assignedInMs: journey.assignedInMs ?? null,
    reasons: explanation.score?.reasons ?? [],
    lead: found,
    journey,
    explanation,
  }
}
