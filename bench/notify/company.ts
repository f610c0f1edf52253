import { SANDBOX_SLACK_TOKEN } from '../../sandbox/slack-sandbox.ts'
import type { RunningProduct } from '../support/running-product.ts'

const COUNTRIES = ['US', 'GB', 'NO', 'DE', 'FR', 'SG'] as const
/** Together 300 conversations: Slack takes about one message a second in each. */
const REPS_OF_COUNTRY = 50
/** Beyond every run; the bench moves the timers that it wants to see fire. */
const STEP_MINUTES = 600

/**
 * Puts a company in force in which every lead goes at once to one of 300 reps, who are told in Slack and
 * inside the product, are always there and never answer; a lead whose message says so is hot.
 */
export async function applyCompany(product: RunningProduct): Promise<void> {
  const documents = { teams, routing, scoring, sla, channels }
  // Every JSON text is YAML as well.
  const files = Object.entries(documents).map(([name, document]) => {
    return { path: `${name}.yaml`, text: JSON.stringify(document) }
  })
  const { url, adminToken } = product
  const answer = await fetch(`${url}/v1/config/apply`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files }),
  })
  if (!answer.ok) throw new Error(`The company was not applied: ${await answer.text()}`)
}

const reps = COUNTRIES.flatMap((country) =>
  Array.from({ length: REPS_OF_COUNTRY }, (_, nth) => {
    const id = `${country.toLowerCase()}-${nth}`
    return {
      ...{ id, name: `Rep ${id}`, teamId: 'sales', timeZone: 'Europe/Oslo' },
      ...{ email: `${id}@halden.example`, slackUserId: `U${country}${nth}` },
      country,
    }
  }),
)

const poolOf = (country: string) => country.toLowerCase()

const teams = {
  teams: [{ id: 'sales', name: 'Sales' }],
  schedules: [],
  reps: reps.map(({ country: _, ...rep }) => rep),
  pools: COUNTRIES.map((country) => ({
    ...{ id: poolOf(country), name: country, aroundTheClock: true },
    members: reps.filter((rep) => rep.country === country).map(({ id }) => ({ repId: id })),
  })),
  defaultAcceptor: reps[0]?.id,
}

const routing = {
  rules: COUNTRIES.map((country) => ({
    id: poolOf(country),
    name: country,
    when: `lead.country == "${country}"`,
    targets: [{ pool: poolOf(country) }],
  })),
  fallback: [{ pool: poolOf(COUNTRIES[0]) }],
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
