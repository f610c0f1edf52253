import { SANDBOX_SLACK_TOKEN } from '../../sandbox/slack-sandbox.ts'
import { applyDocuments } from '../support/apply-documents.ts'
import type { RunningProduct } from '../support/running-product.ts'

const COUNTRIES = ['US', 'GB', 'NO', 'DE', 'FR', 'SG'] as const
/** By which leads of a country are shared out: the length of their company's name. */
const PARTS = 4
/** Together 1,200 conversations: Slack takes about one message a second in each. */
const REPS_OF_POOL = 50
/** Beyond every run; the bench moves the timers that it wants to see fire. */
const STEP_MINUTES = 600

/**
 * Puts a company in force in which every lead goes at once to one of 1,200 reps, who are told in Slack and
 * inside the product, are always there and never answer; a lead whose message says so is hot.
 */
export async function applyCompany(product: RunningProduct): Promise<void> {
  await applyDocuments(product, { teams, routing, scoring, sla, channels })
}

const pools = COUNTRIES.flatMap((country) =>
  Array.from({ length: PARTS }, (_, part) => ({
    id: `${country.toLowerCase()}-${part}`,
    when: `lead.country == "${country}" && size(lead.company) % ${PARTS} == ${part}`,
    repIds: Array.from({ length: REPS_OF_POOL }, (__, nth) =>
      `rep-${country}${part}-${nth}`.toLowerCase(),
    ),
  })),
)

const repIds = pools.flatMap((pool) => pool.repIds)

const teams = {
  teams: [{ id: 'sales', name: 'Sales' }],
  schedules: [],
  reps: repIds.map((id, nth) => ({
    ...{ id, name: `Rep ${nth}`, teamId: 'sales', timeZone: 'Europe/Oslo' },
    ...{ email: `${id}@halden.example`, slackUserId: `U${1_000 + nth}` },
  })),
  pools: pools.map((pool) => ({
    ...{ id: pool.id, name: pool.id, aroundTheClock: true },
    members: pool.repIds.map((repId) => ({ repId })),
  })),
  defaultAcceptor: repIds[0],
}

const routing = {
  rules: pools.map(({ id, when }) => ({ id, name: id, when, targets: [{ pool: id }] })),
  fallback: [{ pool: pools[0]?.id }],
}

const scoring = {
  fit: [],
  interest: [{ id: 'says-so', reason: 'Says so', points: 100, when: 'lead.message == "hot"' }],
  tiers: { hot: 60, warm: 30 },
}

const sla = {
  acknowledgeWithinMinutes: { hot: STEP_MINUTES, warm: STEP_MINUTES, cold: STEP_MINUTES },
  policies: [
    {
      id: 'reminders',
      steps: Array.from({ length: 5 }, () => ({ afterMinutes: STEP_MINUTES, do: 'remind-rep' })),
    },
  ],
}

const channels = { inApp: {}, slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` } }
