import { alertSubject, type EscalationOccasion } from '../domain/alert-subject.ts'
import type { Locked, Outcome } from '../domain/decision.ts'
import {
  isMove,
  type RuledStep,
  rulesNamed,
  type TellingAction,
  timerOf,
} from '../domain/escalation.ts'
import { type AssignmentId, newId, type RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import { countMinutes } from '../domain/offer-terms.ts'
import type { NewTask } from '../domain/task.ts'
import { absenceOf, repNamed, timeOffOfRep } from '../stages/07-assign/availability.ts'
import { type Choice, choose } from '../stages/07-assign/choose.ts'

/** A lead that its rep has not answered. */
export type Unanswered = Lead & {
  readonly assignmentId: AssignmentId
  readonly repId: RepId
}

/** The step that is due; the last one there is when the policy has become shorter since. */
export function dueStep(lead: Lead, locked: Pick<Locked, 'configuration'>): RuledStep {
  const { policyId, steps: taken } = lead.escalation
  const { steps } = rulesNamed(policyId, lead, locked.configuration.documents.sla)
  const step = steps[Math.min(taken, steps.length - 1)]
  if (step === undefined) throw new Error(`No step of an escalation for lead ${lead.id}`)
  return step
}

/**
 * Tells whom a step is for, as they are at this moment, and arms the next one. When there is nobody, or
 * only people who know already, the next step is due at once, for nobody waits for a step that reaches
 * no one; but one that takes the lead from the rep leaves them the time it always does.
 */
export function escalationStep(lead: Unanswered, action: TellingAction, locked: Locked): Outcome {
  const { now: at } = locked
  const { assignmentId, repId, escalation } = lead
  const step = escalation.steps + 1
  const found = RECIPIENTS[action](lead, locked)
  const toldRepIds = [...new Set(found)].filter((id) => !escalation.toldRepIds.includes(id))
  const about = { at, assignmentId, repId, step, action }
  if (toldRepIds.length === 0) {
    const nextAt = nextAfterNobody(lead, locked)
    const event = { type: 'EscalationStepSkipped', ...about, ...(nextAt && { nextAt }) } as const
    return { event, tasks: nextTimer(lead, nextAt) }
  }
  const nextAt = nextStepAt(lead, locked)
  const told = toldRepIds.filter((id) => id !== repId)
  return {
    event: { type: 'EscalationStepTaken', ...about, toldRepIds: told, ...(nextAt && { nextAt }) },
    tasks: [...alertsOf(action, toldRepIds, lead, locked), ...nextTimer(lead, nextAt)],
  }
}

/** An alert for each of them, or one for their team where it has a channel. */
function alertsOf(
  action: TellingAction,
  toldRepIds: readonly RepId[],
  { assignmentId, repId, escalation }: Unanswered,
  locked: Locked,
): readonly NewTask[] {
  const isTogether = action === 'tell-team' && hasChannel(repId, locked)
  const occasion = isTogether ? 'team' : OCCASIONS[action]
  return (isTogether ? [repId] : toldRepIds).map((id) => {
    const about = { assignmentId, step: String(escalation.steps + 1), repId: id, occasion }
    return { follower: 'tell-escalation', subject: alertSubject(about) }
  })
}

function hasChannel(repId: RepId, locked: Locked): boolean {
  const teamId = repNamed(repId, locked)?.teamId
  const { teams } = locked.configuration.documents.teams
  const team = teams.find(({ id }) => id === teamId)
  return team?.slackChannel !== undefined || team?.teamsWorkflow !== undefined
}

const OCCASIONS: Readonly<Record<TellingAction, EscalationOccasion>> = {
  'remind-rep': 'reminder',
  'tell-standby': 'standby',
  'tell-team': 'escalation',
  'tell-manager': 'escalation',
  'tell-default-acceptor': 'escalation',
}

type Find = (lead: Unanswered, locked: Locked) => readonly RepId[]

const RECIPIENTS: Readonly<Record<TellingAction, Find>> = {
  'remind-rep': ({ repId }, locked) => (repNamed(repId, locked)?.active ? [repId] : []),
  'tell-standby': (lead, locked) => [standbyOf(lead, locked) ?? []].flat(),
  'tell-team': (lead, locked) => teamOf(lead, locked),
  'tell-manager': (lead, locked) => [managerOf(lead, locked) ?? []].flat(),
  'tell-default-acceptor': ({ repId }, { configuration }) =>
    [configuration.documents.teams.defaultAcceptor].filter((id) => id !== repId),
}

/**
 * Who would get the lead if it were taken back now: found by the rules of turns, and charged to nobody,
 * because only whoever gets it is. Of a lead that no policy is about only who wants to know is told.
 */
function standbyOf(lead: Unanswered, locked: Locked): RepId | undefined {
  const triedRepIds = [...new Set([...lead.triedRepIds, lead.repId])]
  const choice = choose({ ...lead, triedRepIds }, locked, newId<AssignmentId>(locked.now))
  if (choice.kind === 'wait' || choice.repId === lead.repId) return undefined
  return lead.escalation.policyId !== undefined || isWarned(choice, locked)
    ? choice.repId
    : undefined
}

function isWarned({ repId, entry }: Extract<Choice, { kind: 'rep' }>, { configuration }: Locked) {
  const { reps = [], pools = [] } = configuration.documents.sla.warnStandby ?? {}
  return reps.includes(repId) || (entry !== undefined && pools.includes(entry.poolId))
}

const BY_CALENDAR = { aroundTheClock: false }

function teamOf({ repId }: Unanswered, locked: Locked): readonly RepId[] {
  const teamId = repNamed(repId, locked)?.teamId
  const isTogether = hasChannel(repId, locked)
  return locked.configuration.documents.teams.reps
    .filter((rep) => rep.teamId === teamId && rep.id !== repId)
    .filter((rep) =>
      // Whoever reads their channel may take the lead, also after work.
      isTogether ? rep.active : absenceOf(rep, locked, BY_CALENDAR) === undefined,
    )
    .map(({ id }) => id)
}

/** A manager is told at any hour, but not on holiday. */
function managerOf({ repId }: Unanswered, locked: Locked): RepId | undefined {
  const { teams } = locked.configuration.documents.teams
  const teamId = repNamed(repId, locked)?.teamId
  const managerId = teams.find(({ id }) => id === teamId)?.managerId
  const manager = managerId === undefined ? undefined : repNamed(managerId, locked)
  if (!manager?.active || manager.id === repId) return undefined
  return timeOffOfRep(manager, locked) === undefined ? manager.id : undefined
}

function nextAfterNobody(lead: Unanswered, locked: Locked): Date | undefined {
  const next = stepAfter(lead, locked)
  return next === undefined || isMove(next.do) ? nextStepAt(lead, locked) : locked.now
}

function stepAfter(lead: Unanswered, { configuration }: Locked): RuledStep | undefined {
  const { policyId, steps: taken } = lead.escalation
  return rulesNamed(policyId, lead, configuration.documents.sla).steps[taken + 1]
}

function nextStepAt(lead: Unanswered, locked: Locked): Date | undefined {
  const { escalation, repId } = lead
  const { teams } = locked.configuration.documents
  const next = stepAfter(lead, locked)
  if (next === undefined) return undefined
  const timeOff = locked.timeOff.get(repId) ?? []
  const clock = { teams, repId, timeOff, atAnyHour: escalation.atAnyHour ?? false }
  return countMinutes(next.counted, next.afterMinutes, locked.now, clock).by
}

function nextTimer(lead: Unanswered, dueAt: Date | undefined): readonly NewTask[] {
  if (dueAt === undefined) return []
  const { escalation, assignmentId } = lead
  const subject = timerOf(assignmentId, { ...escalation, steps: escalation.steps + 1 })
  return [{ follower: 'escalate', subject, dueAt }]
}
