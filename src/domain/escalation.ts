import type { CountedBy, EscalationStep, SlaDocument, StepAction } from './documents/sla.ts'
import { movesTheLead } from './documents/sla.ts'
import type { AssignmentId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import type { Tier } from './lead-event.ts'

/** How far the escalation of the present offer has come. Begins anew with every offer. */
export type Escalation = {
  /** The policy it follows; without one the lead goes on when its time is up. */
  readonly policyId?: string
  /** Whoever has it agreed to be called at any hour, so every minute counts. */
  readonly atAnyHour?: true
  /** How many steps were taken or skipped. */
  readonly steps: number
  /** How often the rep asked for time. */
  readonly snoozes: number
  /** When the next step is due; absent when none is. */
  readonly nextAt?: Date
  /** Who was told besides the rep, and may take the lead. */
  readonly toldRepIds: readonly RepId[]
  /** What data that came late had to say to the offer. */
  readonly lateRoute?: { readonly ruleId: string; readonly isSwapOffered: boolean }
}

/** What a step does that leaves the lead where it is; the last one comes after all others. */
export type TellingAction =
  | Exclude<StepAction, 'reassign' | 'default-acceptor'>
  | 'tell-default-acceptor'

/** Of a lead that nobody was offered. */
export const NO_ESCALATION: Escalation = { steps: 0, snoozes: 0, toldRepIds: [] }

/** A step as it is taken. */
export type RuledStep = Pick<EscalationStep, 'afterMinutes' | 'setAway'> & {
  readonly do: StepAction | 'tell-default-acceptor'
  readonly counted: CountedBy
}

/** The rules one offer goes by. There is at least one step. */
export type OfferRules = {
  readonly policyId: string | undefined
  readonly acknowledgeWithinMinutes: number
  readonly counted: CountedBy
  readonly steps: readonly RuledStep[]
}

/** What a policy asks about a lead. */
type AboutLead = Pick<Lead, 'tier' | 'sourceKey'>

/** The rules of the first policy that is about the lead, or those for leads that none is about. */
export function rulesFor(lead: AboutLead, sla: SlaDocument): OfferRules {
  const policy = sla.policies.find((one) => isAbout(one, tierFor(lead), lead.sourceKey))
  return rulesOf(policy, lead, sla)
}

/**
 * The rules that an offer was made by, as the document has them now; those for leads that no policy is
 * about when the policy is gone.
 */
export function rulesNamed(
  policyId: string | undefined,
  lead: AboutLead,
  sla: SlaDocument,
): OfferRules {
  const policy = sla.policies.find(({ id }) => id === policyId)
  return rulesOf(policy, lead, sla)
}

type Policy = SlaDocument['policies'][number]

function rulesOf(policy: Policy | undefined, lead: AboutLead, sla: SlaDocument): OfferRules {
  const counted = policy?.counted ?? sla.counted
  const within = policy?.acknowledgeWithinMinutes ?? sla.acknowledgeWithinMinutes[tierFor(lead)]
  const steps = policy?.steps ?? stepsWithout(within, sla)
  return {
    policyId: policy?.id,
    acknowledgeWithinMinutes: within,
    counted,
    steps: endingInAPerson(steps.map((step) => ({ ...step, counted: step.counted ?? counted }))),
  }
}

/** A lead that no policy is about goes on when its time is up; who may be next may be told at half time. */
function stepsWithout(within: number, { warnStandby }: SlaDocument): readonly EscalationStep[] {
  if (warnStandby === undefined) return [{ afterMinutes: within, do: 'reassign' }]
  const afterMinutes = within / 2
  return [
    { afterMinutes, do: 'tell-standby' },
    { afterMinutes, do: 'reassign' },
  ]
}

/**
 * When all steps leave the lead with a rep who does not answer, the default acceptor is told of it at
 * the end, so long after the last step as that came after the one before.
 */
function endingInAPerson(steps: readonly RuledStep[]): readonly RuledStep[] {
  const last = steps.at(-1)
  if (last === undefined || isMove(last.do)) return steps
  const { afterMinutes, counted } = last
  return [...steps, { afterMinutes, counted, do: 'tell-default-acceptor' }]
}

/** Whether a step takes the lead from its rep. */
export const isMove = (action: RuledStep['do']): action is 'reassign' | 'default-acceptor' =>
  action !== 'tell-default-acceptor' && movesTheLead(action)

const isAbout = ({ tiers, sources }: Policy, tier: Tier, sourceKey: string) =>
  (tiers?.includes(tier) ?? true) && (sources?.includes(sourceKey) ?? true)

const tierFor = ({ tier }: AboutLead): Tier => tier ?? 'cold'

/**
 * What the task of the timer names that is armed now. Every step and every snooze arms another, so
 * that one that fires late or twice knows that it is out of date.
 */
export function timerOf(assignmentId: AssignmentId, { steps, snoozes }: Escalation): string {
  const count = steps + snoozes
  return count === 0 ? assignmentId : `${assignmentId}#${count}`
}
