import { type RuledStep, timerOf } from '../domain/escalation.ts'
import { giveByHand } from '../domain/give-by-hand.ts'
import { type Lead, REENTRY_STAGE } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { Task } from '../domain/task.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { assign } from '../stages/07-assign/assign.ts'
import { dueStep, escalationStep, type Unanswered } from './escalation-step.ts'

/**
 * Takes the step of the escalation that is due while the rep has not answered: others are told, or the
 * lead is taken back and goes through the rules again without the rep, or to the default acceptor. Each
 * step, with the timer of the next, is one commit under the lead's lock, so that an answer in the same
 * moment either comes before it or after, and a timer that fires twice does nothing the second time. Only
 * whoever loses the lead by it is set away.
 */
export const escalate: Follower = {
  name: 'escalate',
  async run(task, ports) {
    const lead = await ports.leads.load(task.leadId)
    if (!isDue(lead, task)) return
    const configuration = await ports.configuration.current()
    const step = dueStep(lead, { configuration })
    const action = step.do
    if (action === 'reassign') return takeBack(task, step, ports)
    if (action === 'default-acceptor') return giveToDefaultAcceptor(lead, step, ports)
    await ports.leads.decide(lead, {
      name: 'escalate',
      locks: (now) => (action === 'tell-standby' ? assign.locks(now) : {}),
      decide: (now, locked) => escalationStep(unanswered(now), action, locked),
    })
  },
}

/** Whoever has called already has acknowledged by it, whether they said so or not. */
function isDue(lead: Lead, { subject }: Task): lead is Unanswered {
  const { state, assignmentId, repId, escalation } = lead
  if (state !== 'assigned' || assignmentId === undefined || repId === undefined) return false
  return subject === timerOf(assignmentId, escalation) && !isTakenUp(lead)
}

const isTakenUp = ({ acknowledgedAt, firstContactAt, outcome }: Lead) =>
  acknowledgedAt !== undefined || firstContactAt !== undefined || outcome !== undefined

function unanswered(lead: Lead): Unanswered {
  const { assignmentId, repId } = lead
  if (assignmentId === undefined || repId === undefined)
    throw new Error(`${lead.id} is with nobody`)
  return { ...lead, assignmentId, repId }
}

type Taking = Pick<RuledStep, 'setAway'>

function expired({ assignmentId, repId }: Unanswered, { setAway }: Taking, at: Date): LeadEvent {
  const about = { at, assignmentId, repId, resumeAt: REENTRY_STAGE }
  return { type: 'AssignmentExpired', ...about, ...(setAway && { setAway }) }
}

async function takeBack(task: Task, step: Taking, { leads, clock }: FollowerPorts): Promise<void> {
  await leads.record(task.leadId, (lead) =>
    isDue(lead, task) ? { event: expired(lead, step, clock()) } : undefined,
  )
}

async function giveToDefaultAcceptor(
  lead: Unanswered,
  step: Taking,
  ports: FollowerPorts,
): Promise<void> {
  const { contactId } = lead
  const { teams } = (await ports.configuration.current()).documents
  if (lead.repId === teams.defaultAcceptor) return stayWithDefaultAcceptor(lead, ports)
  if (contactId === undefined) throw new Error(`Lead ${lead.id} is assigned without a contact`)
  const decision = {
    name: 'escalate',
    locks: () => ({ contactId }),
    decide: (now, locked) => {
      const repId = locked.configuration.documents.teams.defaultAcceptor
      return giveByHand(now, locked, {
        ...{ repId, reason: 'default-acceptor', isCover: false, by: undefined },
      })
    },
  } satisfies Parameters<FollowerPorts['leads']['decide']>[1]
  await ports.leads.decide(lead, decision, [{ event: expired(lead, step, ports.clock()) }])
}

/** Somebody gave it to them by hand: there is nobody after them. */
async function stayWithDefaultAcceptor(lead: Unanswered, { leads, clock }: FollowerPorts) {
  const { assignmentId, repId } = lead
  const step = lead.escalation.steps + 1
  const about = { at: clock(), assignmentId, repId, step, action: 'default-acceptor' } as const
  await leads.append(lead, { event: { type: 'EscalationStepSkipped', ...about } })
}
