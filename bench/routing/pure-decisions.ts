import { checkedCondition } from '../../src/domain/condition.ts'
import { factsOf } from '../../src/domain/condition-fields.ts'
import type { RoutingDocument } from '../../src/domain/documents/routing.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { routeAt } from '../../src/stages/06-route/route.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import type { Bench, Measure } from '../suite.ts'
import { percentile } from '../support/percentile.ts'
import { random } from '../support/random.ts'
import { madeUpLeads, madeUpRules } from './made-up-rules.ts'

const SIZES = [20, 200, 1_000, 5_000] as const
const LEADS = 2_000
const WARM_UP = 300
/** The control takes milliseconds a lead. */
const CONTROL_LEADS = 200
/** Of so many times the middle one counts: others that want the core would else be measured too. */
const TIMES = 5
const AT = new Date('2026-03-02T14:30:00Z')

/**
 * How long the pure decision on one lead takes, with its facts and its trace, at growing numbers of
 * rules; beside it, evaluating one condition after another until one is true, as the control.
 */
export function pureDecisions({ quick, tell }: Bench): Measure[] {
  const p99s: number[] = []
  const rows = SIZES.flatMap((size) => {
    const document = madeUpRules(size, random(size))
    const leads = madeUpLeads(quick ? LEADS / 2 : LEADS, random(1))
    const began = performance.now()
    decide(leads[0] as Lead, document)
    const prepareMs = performance.now() - began
    const indexed = times(leads, (lead) => decide(lead, document))
    const control = times(leads.slice(0, CONTROL_LEADS), (lead) => oneByOne(lead, document))
    const traces = leads.map((lead) => JSON.stringify(decide(lead, document).trace).length)
    tell(
      `${size} rules: p50 ${indexed.p50.toFixed(0)} us, p99 ${indexed.p99.toFixed(0)} us; ` +
        `one by one ${control.p50.toFixed(0)} and ${control.p99.toFixed(0)} us`,
    )
    p99s.push(indexed.p99)
    return [
      { name: `decide_p50_us@${size}`, value: indexed.p50, unit: 'us', control: control.p50 },
      { name: `decide_p99_us@${size}`, value: indexed.p99, unit: 'us', control: control.p99 },
      {
        name: `trace_bytes_p99@${size}`,
        value: percentile(
          traces.toSorted((a, b) => a - b),
          0.99,
        ),
        unit: 'B',
      },
      { name: `prepare_ms@${size}`, value: prepareMs, unit: 'ms' },
    ]
  })
  const growth = (p99s.at(-1) ?? 0) / (p99s[0] ?? 1)
  return [...rows, { name: 'decide_p99_growth@20-5000', value: growth, unit: 'x' }]
}

function decide(lead: Lead, routing: RoutingDocument) {
  const documents = { ...EXAMPLE, routing }
  return routeAt(lead, AT, { revision: 1, documents }, () => undefined, new Map())
}

const EXAMPLE = exampleCompany().documents

/** What was done before there was an index. */
function oneByOne(lead: Lead, { rules }: RoutingDocument): unknown {
  const facts = factsOf(lead, AT)
  const looked = []
  for (const { id, when } of rules) {
    const look = { ruleId: id, ...checkedCondition(when).evaluate(facts) }
    looked.push(look)
    if (look.verdict === 'true') break
  }
  return looked
}

function timeOf(lead: Lead, decideOn: (lead: Lead) => unknown): number {
  const began = performance.now()
  decideOn(lead)
  return (performance.now() - began) * 1_000
}

const middle = (of: readonly number[]) =>
  percentile(
    of.toSorted((a, b) => a - b),
    0.5,
  )

/** In microseconds, each lead by itself. */
function times(leads: readonly Lead[], decideOn: (lead: Lead) => unknown) {
  for (const lead of leads.slice(0, WARM_UP)) decideOn(lead)
  const rounds = Array.from({ length: TIMES }, () => leads.map((lead) => timeOf(lead, decideOn)))
  const took = leads.map((_, at) => middle(rounds.map((round) => round[at] ?? Number.NaN)))
  took.sort((a, b) => a - b)
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }
}
