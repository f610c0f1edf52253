import { isFault } from '../sandbox/hubspot-portal.ts'
import type { Sandboxes } from '../sandbox/sandboxes.ts'
import type { Rep } from '../src/domain/documents/teams.ts'
import type { Api } from './api.ts'
import type { Errands } from './errands.ts'
import type { LiveEvent } from './follow-leads.ts'
import type { News } from './news.ts'
import type { SeenLead } from './seen-lead.ts'
import { type Chance, chance } from './traffic/chance.ts'

type Parts = {
  readonly api: Api
  readonly reps: readonly Rep[]
  readonly seed: number
  readonly sandboxes: Pick<Sandboxes, 'hubspot'>
  /** The reps as HubSpot's owners, in their order. */
  readonly owners: readonly { readonly id: string }[]
  readonly errands: Errands
  readonly news: News
}

/** What a rep does with a lead, each so often of a hundred. */
const FIRST_OFFER = { take: 68, decline: 10, ignore: 22 }
/** Who gets a lead that others did not keep has been told that it is urgent. */
const LATER_OFFER = { take: 90, decline: 3, ignore: 7 }
const OUTCOMES = { qualified: 40, meeting: 25, won: 10, lost: 25 }
const HOW = { call: 60, email: 30, message: 10 }
/** So many of the calls are made from HubSpot, where the product finds them. */
const LOGGED_IN_CRM = 0.3
/** The answer when the lead was somebody else's by then: the rep was too slow. */
const TOO_LATE = [403, 404, 409]

/**
 * The people who sell: most take their leads within seconds, some give one back, some do not look.
 * Hands back what to do with every event.
 */
export function playReps(parts: Parts): (event: LiveEvent, lead: SeenLead) => void {
  const choices = chance(parts.seed ^ 0x4e95)
  const name = (id: unknown) => parts.reps.find((rep) => rep.id === id)?.name ?? String(id)

  return (event, lead) => {
    tellNews(event, lead, name(event.data.repId), parts.news)
    if (event.type === 'LeadAssigned') answer(lead, choices, parts)
    if (event.type === 'AssignmentAcknowledged') work(lead, choices, parts)
  }
}

function answer(lead: SeenLead, choices: Chance, parts: Parts): void {
  const isLater = lead.reason === 'escalation' || lead.reason === 'default-acceptor'
  const answer = choices.weighted(isLater ? LATER_OFFER : FIRST_OFFER)
  if (answer === 'ignore') return
  const verb = answer === 'take' ? 'acknowledge' : 'decline'
  const { assignmentId } = lead
  parts.errands.later(choices.between(700, 4_500), async () => {
    if (lead.assignmentId === assignmentId) await act(parts.api, lead, verb)
  })
}

/** Whoever took a lead calls, and some time later knows what comes of it. */
function work(lead: SeenLead, choices: Chance, parts: Parts): void {
  const { api, errands } = parts
  if (!choices.happens(0.8)) return
  const calls = choices.between(800, 4_000)
  const how = choices.weighted(HOW)
  const isLogged = how === 'call' && choices.happens(LOGGED_IN_CRM)
  errands.later(calls, async () => {
    if (!isLogged || !logInCrm(lead, parts)) await act(api, lead, 'first-contact', { how })
  })
  if (!choices.happens(0.6)) return
  const outcome = choices.weighted(OUTCOMES)
  errands.later(calls + choices.between(1_500, 6_000), () => act(api, lead, 'outcome', { outcome }))
}

/** Logs a call of the rep's in HubSpot; false when HubSpot does not have the person yet. */
function logInCrm({ contactId, repId }: SeenLead, { sandboxes, reps, owners }: Parts): boolean {
  const { portal } = sandboxes.hubspot.received
  const record = contactId && portal.find(contactId, 'stl_contact_id')
  const owner = owners[reps.findIndex(({ id }) => id === repId)]
  if (!record || isFault(record) || owner === undefined) return false
  const said = { hs_timestamp: new Date().toISOString(), hs_call_status: 'COMPLETED' }
  const properties = { ...said, hubspot_owner_id: owner.id }
  portal.activities.log({ object: 'calls', contactIds: [record.id], properties })
  return true
}

async function act(api: Api, { id }: SeenLead, verb: string, body?: unknown): Promise<void> {
  const { status } = await api.act('POST', `/v1/leads/${id}/${verb}`, body)
  if (status === 200 || TOO_LATE.includes(status)) return
  throw new Error(`The product answered ${status} to POST /v1/leads/{id}/${verb}`)
}

function tellNews({ type, at, data }: LiveEvent, lead: SeenLead, rep: string, news: News): void {
  const seconds = ((at.getTime() - lead.capturedAt.getTime()) / 1_000).toFixed(1)
  const what = `${article(lead.tier)} lead`
  if (type === 'AssignmentAcknowledged') news.tell('good', `${rep} took ${what} after ${seconds} s`)
  if (type === 'AssignmentDeclined') news.tell('bad', `${rep} gave ${what} back: on to the next`)
  if (type === 'AssignmentExpired') news.tell('bad', `${rep} left ${what} lying: it escalates`)
  if (type === 'OutcomeRecorded' && data.outcome === 'won') news.tell('good', 'A lead was won')
}

const article = (tier: string | undefined) => (tier === undefined ? 'a' : `a ${tier}`)
