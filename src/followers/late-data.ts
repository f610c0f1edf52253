import { isDeepStrictEqual } from 'node:util'
import { owesAnswers } from '../domain/evolve.ts'
import { Unavailable } from '../domain/failure.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Tier } from '../domain/lead-event.ts'
import type { Scoring } from '../domain/lead-parts.ts'
import { possibleDuplicate } from '../domain/matching/possible-duplicate.ts'
import { urgencyOf } from '../domain/urgency.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { withinShare } from '../ports/within-share.ts'
import { match } from '../stages/02-match/match.ts'
import { account } from '../stages/04-account/account.ts'
import { enrich } from '../stages/04-enrich/enrich.ts'
import { score } from '../stages/05-score/score.ts'
import { followLateRoute } from './follow-late-route.ts'

/** Nobody waits for this any more, so providers may take their time. */
const SHARE_MS = 20_000
/** After so many rounds we take what there is: about ten minutes with growing pauses. */
const PATIENT_ATTEMPTS = 12

/**
 * Finishes what a lead was assigned without: asks the providers again, looks for the account again, and
 * scores again with what
 * they said, of which nothing is told when it changes no score; compares its contact with others that
 * may be the same person, and asks a person whether they are. Where the lead was offered without all that,
 * it may be for another rep by then; otherwise it stays with its rep.
 */
export const lateData: Follower = {
  name: 'late-data',
  async run(task, ports, { attempt }) {
    const lead = await ports.leads.load(task.leadId)
    const enriched = lead.skippedStages.includes('enrich')
      ? await enrichAgain(lead, ports, attempt)
      : lead
    const matched = await findAccountAgain(enriched, ports)
    const scored = await scoreAgain(matched, ports)
    await compareAgain(scored, ports)
    const { subject } = task
    if (subject !== undefined) await followLateRoute(lead.id, subject as AssignmentId, ports)
  },
}

async function enrichAgain(lead: Lead, ports: FollowerPorts, attempt: number): Promise<Lead> {
  const { event, parts } = await withinShare(SHARE_MS, (share) => enrich.run(lead, ports, share))
  if (event.type !== 'LeadEnriched') throw new Error(`Enriching gave ${event.type}`)
  if (owesAnswers(event.providers) && attempt < PATIENT_ATTEMPTS) {
    throw new Unavailable('late-data-still-missing', `Lead ${lead.id} still misses provider data`)
  }
  return ports.leads.record(lead.id, ({ skippedStages }) =>
    skippedStages.includes('enrich')
      ? {
          event: { type: 'LeadReenriched', at: event.at, providers: event.providers },
          ...(parts === undefined ? {} : { parts }),
        }
      : undefined,
  )
}

/** Whoever owns the account may take a lead that waits. */
const RESUME = { follower: 'resume', subject: 'account-changed' } as const

/** Of a lead whose account is the same as before nothing is told. */
async function findAccountAgain(lead: Lead, ports: FollowerPorts): Promise<Lead> {
  const { event, parts } = await withinShare(SHARE_MS, (share) => account.run(lead, ports, share))
  if (event.type !== 'AccountMatched') throw new Error(`Finding the account gave ${event.type}`)
  return ports.leads.record(lead.id, ({ accountId, skippedStages, state }) =>
    accountId === event.accountId && !skippedStages.includes('account')
      ? undefined
      : {
          event: { ...event, type: 'AccountMatchedLate' },
          ...(parts && { parts }),
          ...(state === 'waiting' && { tasks: [RESUME] }),
        },
  )
}

async function scoreAgain(lead: Lead, ports: FollowerPorts): Promise<Lead> {
  const { event, parts } = await withinShare(SHARE_MS, (share) => score.run(lead, ports, share))
  if (event.type !== 'LeadScored') throw new Error(`Scoring gave ${event.type}`)
  return ports.leads.record(lead.id, (now) =>
    isToldAlready(now, parts?.scoring, event.tier)
      ? undefined
      : {
          event: { ...event, type: 'LeadRescored' },
          ...(parts === undefined ? {} : { parts }),
          tasks: toldAtOnce(now, event.tier),
        },
  )
}

/**
 * Nobody is joined afterwards without being asked: reps may have spoken to both by now. Of two contacts
 * the newer one asks, so that nobody is asked twice about a pair.
 */
async function compareAgain(lead: Lead, ports: FollowerPorts): Promise<void> {
  const { contactId } = lead
  if (contactId === undefined || !lead.skippedStages.includes('match')) return
  const { event, parts } = await withinShare(SHARE_MS, (share) => match.run(lead, ports, share))
  if (event.type !== 'PersonCompared') throw new Error(`Comparing gave ${event.type}`)
  const finding = parts?.match
  const older = finding?.contactId !== undefined && finding.contactId < contactId
  const review =
    finding?.contactId !== undefined && older && finding.verdict !== 'new'
      ? possibleDuplicate(contactId, finding.contactId, finding)
      : undefined
  await ports.leads.record(lead.id, ({ skippedStages }) =>
    skippedStages.includes('match')
      ? {
          event: {
            ...event,
            type: 'PersonComparedLate',
            ...(review && { reviewItemId: review.id }),
          },
          ...(parts && { parts }),
          ...(review && { review }),
        }
      : undefined,
  )
}

/** Its rep may be waiting for a digest with it. What they were told already is not told again. */
function toldAtOnce({ tier, assignmentId, state, acknowledgedAt }: Lead, now: Tier) {
  const isOpen = state === 'assigned' && acknowledgedAt === undefined
  if (!isOpen || assignmentId === undefined || urgencyOf(now) <= urgencyOf(tier)) return []
  return [{ follower: 'notify', subject: assignmentId } as const]
}

const isToldAlready = ({ parts, tier, skippedStages }: Lead, scoring?: Scoring, now?: Tier) =>
  isDeepStrictEqual(parts.scoring, scoring) && tier === now && !skippedStages.includes('score')
