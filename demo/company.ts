import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { SANDBOX_CLEARBIT_KEY } from '../sandbox/clearbit-sandbox.ts'
import { SANDBOX_HUBSPOT_TOKEN } from '../sandbox/hubspot-sandbox.ts'
import type { Sandboxes } from '../sandbox/sandboxes.ts'
import { SANDBOX_SLACK_SIGNING_SECRET } from '../sandbox/slack-press.ts'
import { SANDBOX_SLACK_TOKEN } from '../sandbox/slack-sandbox.ts'
import { SANDBOX_SMTP_PASSWORD, SANDBOX_SMTP_USER } from '../sandbox/smtp-sandbox.ts'
import { workflowOf } from '../sandbox/teams-sandbox.ts'
import { SANDBOX_TWILIO } from '../sandbox/twilio-sandbox.ts'
import { AlertPreferences } from '../src/domain/documents/alert-preferences.ts'
import { type Rep, TeamsDocument } from '../src/domain/documents/teams.ts'
import type { Api } from './api.ts'

/** In minutes. Short, so that one sees leads move on from reps who do not answer. */
const ACKNOWLEDGE_WITHIN = { hot: 0.1, warm: 0.15, cold: 0.2 }

/** A hot lead that nobody has answered in three seconds comes as a text message. */
const BY_TEXT = { channels: ['sms'], afterMinutes: 0.05 } as const
const BY_SLACK = AlertPreferences.parse({
  ladders: [
    { tiers: ['hot'], rungs: [{ channels: ['slack'] }, BY_TEXT] },
    { rungs: [{ channels: ['slack', 'email'] }] },
  ],
})
/** These work in Microsoft Teams. */
const IN_TEAMS = 'americas-apac'
const BY_TEAMS = AlertPreferences.parse({
  ladders: [
    { tiers: ['hot'], rungs: [{ channels: ['teams'] }, BY_TEXT] },
    { rungs: [{ channels: ['teams', 'email'] }] },
  ],
})

/** The example company, with an account at each vendor for everybody who sells. */
export type Company = {
  readonly reps: readonly Rep[]
  /** The reps as HubSpot's owners. */
  readonly owners: readonly { readonly id: string; readonly email: string }[]
  readonly teams: TeamsDocument
}

/** Reads the teams of `config/`. */
export async function exampleCompany(): Promise<Company> {
  const teams = TeamsDocument.parse(parse(await readFile(documentFile('teams.yaml'), 'utf8')))
  const reps = teams.reps.map((rep, place) => ({
    ...{ ...rep, slackUserId: `U0DEMO${place}`, phone: `+479000000${10 + place}` },
    alerts: rep.teamId === IN_TEAMS ? BY_TEAMS : BY_SLACK,
  }))
  const owners = reps.map(({ email }, place) => ({ id: `${1_001 + place}`, email }))
  return { reps, owners, teams: { ...teams, reps } }
}

/**
 * Connects the company to the sandbox: its channels, providers and CRM. Everything else stays as
 * `config/` has it, and as it was applied when the product first started.
 */
export async function connectCompany(
  api: Api,
  company: Company,
  { smtp, teams }: Pick<Sandboxes, 'smtp' | 'teams'>,
) {
  const documents = {
    teams: company.teams,
    sla: { acknowledgeWithinMinutes: ACKNOWLEDGE_WITHIN, maxHops: 4 },
    channels: {
      inApp: {},
      slack: {
        token: `demo:${SANDBOX_SLACK_TOKEN}`,
        signingSecret: `demo:${SANDBOX_SLACK_SIGNING_SECRET}`,
      },
      email: {
        ...{ from: 'Speed-to-Lead <leads@halden.example>', host: '127.0.0.1', port: smtp.port },
        user: `demo:${SANDBOX_SMTP_USER}`,
        password: `demo:${SANDBOX_SMTP_PASSWORD}`,
      },
      sms: {
        accountSid: SANDBOX_TWILIO.accountSid,
        authToken: `demo:${SANDBOX_TWILIO.authToken}`,
        from: SANDBOX_TWILIO.from,
      },
      teams: { workflow: `demo:${workflowOf(teams.url)}` },
    },
    providers: {
      providers: [
        { kind: 'offline' },
        { kind: 'clearbit', apiKey: `demo:${SANDBOX_CLEARBIT_KEY}` },
      ],
    },
    crm: {
      kind: 'hubspot',
      token: `demo:${SANDBOX_HUBSPOT_TOKEN}`,
      owners: Object.fromEntries(
        company.reps.map(({ id }, place) => [id, company.owners[place]?.id ?? '']),
      ),
    },
  }
  // JSON is YAML too.
  const texts = Object.entries(documents).map(
    ([kind, document]) => [`${kind}.yaml`, JSON.stringify(document)] as const,
  )
  await apply(api, texts)
}

/**
 * Gives the company back the documents of `config/`: whoever starts the product on its leads later
 * does so without the sandbox, and must not knock at the real vendors.
 */
export async function disconnectCompany(api: Api): Promise<void> {
  const names = ['teams', 'sla', 'channels', 'providers', 'crm'].map((kind) => `${kind}.yaml`)
  const texts = names.map(
    async (name) => [name, await readFile(documentFile(name), 'utf8')] as const,
  )
  await apply(api, await Promise.all(texts))
}

const documentFile = (name: string) => new URL(`../config/${name}`, import.meta.url)

async function apply(api: Api, texts: readonly (readonly [string, string])[]): Promise<void> {
  const files = texts.map(([path, text]) => ({ path, text }))
  const { status, body } = await api.act('POST', '/v1/config/apply', { files })
  if (status === 200) return
  throw new Error(`The documents of the demo were not applied: ${JSON.stringify(body)}`)
}
