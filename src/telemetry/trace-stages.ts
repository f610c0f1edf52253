import type { LeadTraces } from '../ports/lead-traces.ts'
import type { StageRun, TaskRun, Watch } from '../ports/stage-run.ts'
import { epochMs } from './measured-ports.ts'

/** Adds a span for each stage and each provider it asked, and one for a lead's whole journey. */
export function traceStages(traces: LeadTraces): Watch<StageRun> {
  return (run) => {
    const { stage, before, after, end } = run
    const leadId = before.id
    const startMs = epochMs(run.startedMs)
    const endMs = startMs + run.ms
    const failed = end === 'failed'
    traces.add({ leadId, name: stage, startMs, endMs, attributes: { outcome: end }, failed })
    for (const { provider, outcome, ms } of run.providers) {
      const asked = { leadId, name: `ask ${provider}`, startMs, endMs: startMs + ms }
      traces.add({ ...asked, attributes: { provider, outcome }, failed: false })
    }
    if (before.decidedAt === undefined && after?.decidedAt !== undefined) {
      const { state, sourceKey, receivedAt } = after
      const attributes = { 'lead.id': leadId, 'lead.state': state, 'lead.source': sourceKey }
      const whole = { startMs: receivedAt.getTime(), endMs, attributes, failed: false }
      traces.add({ leadId, name: 'journey', ...whole })
    }
  }
}

/** Adds a span for each attempt at a task. */
export function traceTasks(traces: LeadTraces): Watch<TaskRun> {
  return ({ task, end, startedMs, ms }) => {
    const startMs = epochMs(startedMs)
    traces.add({
      leadId: task.leadId,
      name: task.follower,
      startMs,
      endMs: startMs + ms,
      attributes: { outcome: end, 'task.id': task.id },
      failed: end !== 'done' && end !== 'overtaken',
    })
  }
}
