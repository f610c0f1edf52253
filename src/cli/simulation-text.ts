import { minute } from './minute.ts'
import type { SimulationAnswer } from './simulation-answer.ts'
import { table } from './table.ts'

/** So many moved leads and differences are printed; `--json` has more of them. */
const SHOWN = 15

/** What a simulation came to, for a manager to read. */
export function simulationText(answer: SimulationAnswer): string {
  const { from, to, leads, documents, assumptions } = answer
  const drafts = documents.length === 0 ? 'the rules of then' : `your ${documents.join(', ')}`
  return [
    `${leads} leads from ${minute(from)} to ${minute(to)} (UTC), under ${drafts}.`,
    proofText(answer),
    ...(documents.length === 0 ? [] : comparison(answer)),
    `Assumed:\n${assumptions.map((one) => `  - ${one}`).join('\n')}`,
  ].join('\n\n')
}

function proofText({ proof }: SimulationAnswer): string {
  const { decisions, equal, differences, recordedDigest } = proof
  if (decisions === equal) {
    const digest = `SHA-256 of both logs: ${recordedDigest}`
    return `All ${decisions} decisions of then come out byte for byte as they were. ${digest}`
  }
  const shown = differences.slice(0, SHOWN).map(({ leadId, poolId, at, differs }) => {
    const [first] = differs
    const where = leadId === undefined ? `pool ${poolId ?? ''}` : `lead ${leadId}`
    const values = `was ${said(first?.recorded)}, comes out as ${said(first?.simulated)}`
    return `  ${minute(at)} ${where}: ${first?.path ?? 'all'} ${values}`
  })
  const many = `${decisions - equal} of ${decisions} decisions do not come out as they were:`
  return [many, ...shown].join('\n')
}

const said = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))

function comparison(answer: SimulationAnswer): readonly string[] {
  return [repsText(answer), figuresText(answer), poolsText(answer), movedText(answer)]
}

const arrow = ({ before, after }: { before: number; after: number }) =>
  before === after ? `${before}` : `${before} -> ${after}`

function repsText({ reps }: SimulationAnswer): string {
  const rows = reps.map(({ repId, leads, gained, lost, offers, busiestDay }) => [
    ...[repId, arrow(leads), `+${gained} -${lost}`, arrow(offers), arrow(busiestDay)],
  ])
  return table([['rep', 'leads', 'changed', 'offers', 'busiest day'], ...rows])
}

function figuresText(answer: SimulationAnswer): string {
  const { unrouted, waits, stillWaiting, meanWaitMs, defaultAcceptor, inTime } = answer
  return table([
    ['routed by no rule', arrow(unrouted)],
    ['put on the waiting list', arrow(waits)],
    ['still waiting in the end', arrow(stillWaiting)],
    ['mean wait', `${minutes(meanWaitMs.before)} -> ${minutes(meanWaitMs.after)}`],
    ['to the default acceptor', arrow(defaultAcceptor)],
    ['in time, expected', `${part(inTime.before)} -> ${part(inTime.after)}`],
    ['in time, as it was', part(inTime.recorded)],
  ])
}

const minutes = (ms: number | undefined) =>
  ms === undefined ? 'nobody waited' : `${(ms / 60_000).toFixed(1)} min`
const part = (share: number | undefined) =>
  share === undefined ? '-' : `${(share * 100).toFixed(1)} %`

function poolsText({ pools }: SimulationAnswer): string {
  const leads = ({ before, after }: { before: number; after: number }) =>
    `${before.toFixed(2)} -> ${after.toFixed(2)}`
  const rows = pools.map(({ poolId, picks, worst, end }) => [
    ...[poolId, arrow(picks), leads(worst), leads(end)],
  ])
  return table([['pool', 'turns', 'farthest from fair', 'in the end'], ...rows])
}

function movedText({ moved }: SimulationAnswer): string {
  if (moved.all === 0) return 'No lead would have ended with somebody else.'
  const rows = moved.first
    .slice(0, SHOWN)
    .map(({ leadId, receivedAt, rep, rule }) => [
      ...[minute(receivedAt), leadId, `${name(rep.before)} -> ${name(rep.after)}`],
      rule.before === rule.after ? name(rule.after) : `${name(rule.before)} -> ${name(rule.after)}`,
    ])
  const more = moved.all > SHOWN ? `\n... and ${moved.all - SHOWN} more` : ''
  return `${moved.all} leads would have ended elsewhere:\n${table(rows)}${more}`
}

const name = (id: string | undefined) => id ?? 'nobody'
