import { isCanary } from '../domain/canaries/is-canary.ts'
import { JOURNEY_MS, type Lead } from '../domain/lead.ts'
import type { Clock } from '../ports/clock.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { StageRun, TaskRun, Watch } from '../ports/stage-run.ts'

/** Counts and times the stages of a worker, and how soon leads are decided; canaries have figures of their own. */
export function measureStages(metrics: Metrics, clock: Clock): Watch<StageRun> {
  return (run) => {
    const { stage, before, after, ms } = run
    if (isCanary(before)) return
    metrics.observe('stl_stage_seconds', { stage }, ms / 1_000)
    const outcome = outcomeOf(run)
    metrics.count('stl_stage_runs_total', { stage, outcome, source: before.sourceKey })
    const verdict = stage === 'match' && after?.parts.match?.verdict
    if (verdict) metrics.count('stl_match_verdicts_total', { verdict })
    if (after !== undefined) measureSpeed(before, after, clock(), metrics)
  }
}

/** Counts and times the attempts at tasks. */
export function measureTasks(metrics: Metrics): Watch<TaskRun> {
  return ({ task: { follower }, end: outcome, ms }) =>
    metrics.observe('stl_task_seconds', { follower, outcome }, ms / 1_000)
}

function outcomeOf({ end, after }: StageRun): string {
  if (end !== 'done' || after === undefined) return end
  return after.state === 'travelling' ? 'passed' : after.state
}

/** Speed is measured to the moment of the commit; the lead's own times are those of its events. */
function measureSpeed(before: Lead, after: Lead, now: Date, metrics: Metrics): void {
  const ms = now.getTime() - after.receivedAt.getTime()
  if (before.decidedAt === undefined && after.decidedAt !== undefined) {
    metrics.observe('stl_speed_to_lead_seconds', { until: 'decided' }, ms / 1_000)
    metrics.count('stl_leads_decided_total', {})
    if (ms <= JOURNEY_MS) metrics.count('stl_leads_decided_in_time_total', {})
  }
  if (isFirstAssignment(before, after)) {
    metrics.observe('stl_speed_to_lead_seconds', { until: 'assigned' }, ms / 1_000)
  }
}

function isFirstAssignment(before: Lead, after: Lead): boolean {
  const hadNobody = before.assignmentId === undefined && before.triedRepIds.length === 0
  return hadNobody && after.assignmentId !== undefined
}
