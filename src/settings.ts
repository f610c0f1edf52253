import { z } from 'zod'
import { REACHES } from './domain/address-kind.ts'
import { isNetwork } from './domain/is-network.ts'
import { secret } from './domain/secret.ts'

/** What a process can be: the gateway answers HTTP, the worker moves leads. */
export const ROLES = ['gateway', 'worker'] as const
export type Role = (typeof ROLES)[number]

const list = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item).min(1))

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const withoutSlash = (url: string) => url.replace(/\/+$/, '')
const vendorAddress = (usual: string, meaning: string) =>
  webAddress.default(usual).transform(withoutSlash).describe(meaning)

/**
 * Every setting, with its default and what it means. `.env.example` and the table in the README
 * are made from this.
 */
export const Settings = z.object({
  PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(8080)
    .describe('The port the gateway listens on.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('The address it listens on. Use `0.0.0.0` to be reached from other machines.'),
  STL_DATA_DIR: z
    .string()
    .default('.data')
    .describe('Where the embedded database and the command line’s token are kept.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .transform(secret)
    .optional()
    .describe('Your PostgreSQL. When unset, an embedded one is started in `STL_DATA_DIR`.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// address' })
    .transform(secret)
    .optional()
    .describe('A Redis for shared rate limits and for finding contacts faster. It need not last.'),
  STL_ROLES: list(z.enum(ROLES))
    .optional()
    .describe('`gateway`, `worker` or both, with a comma. When unset: both, as two processes.'),
  STL_STAGES: list(z.string().min(1))
    .optional()
    .describe('The stages and followers this worker hosts, with commas. When unset: all.'),
  STL_PUBLIC_URL: webAddress
    .transform(withoutSlash)
    .optional()
    .describe('How others reach the gateway. When unset: `http://HOST:PORT`.'),
  STL_TRUSTED_PROXIES: list(
    z.string().refine(isNetwork, 'must be addresses or networks, such as 10.0.0.0/8'),
  )
    .optional()
    .describe(
      'Addresses or networks of your proxies, whose `X-Forwarded-For` counts. Unset: none.',
    ),
  STL_REQUEST_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe('Within how many seconds a whole request must have arrived.'),
  STL_IDLE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(75)
    .describe('How long a connection without requests is kept: longer than your proxy keeps it.'),
  STL_MOST_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Connections beyond this many are closed at once.'),
  STL_ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .transform(secret)
    .optional()
    .describe('A bearer token with the admin role, for automation.'),
  STL_LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(6)
    .describe('After how long the work of a process that hangs is given to another.'),
  STL_EVENTS_REACH: z
    .enum(REACHES)
    .optional()
    .describe(
      '`public`, `loopback` or `private`: how far inside events may be sent. See events.md.',
    ),
  STL_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('`debug`, `info`, `warn`, `error` or `silent`.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress
    .transform((url) => ({ otlpUrl: `${withoutSlash(url)}/v1/traces` }))
    .optional()
    .describe('A collector that takes traces as OTLP over HTTP. When unset, none are sent.'),
  STL_TRACES: z
    .enum(['console'])
    .optional()
    .describe('`console` prints a trace of every lead instead; for a look, not for load.'),
  SLACK_BASE_URL: vendorAddress(
    'https://slack.com',
    'The host of Slack’s Web API; `/api/chat.postMessage` is added.',
  ),
  SLACK_HOOKS_BASE_URL: vendorAddress(
    'https://hooks.slack.com',
    'Where Slack takes the word back to whoever pressed a button.',
  ),
  TWILIO_BASE_URL: vendorAddress('https://api.twilio.com', 'Where Twilio’s API is reached.'),
  CLEARBIT_BASE_URL: vendorAddress(
    'https://person.clearbit.com',
    'Where the Clearbit-shaped enrichment provider is reached.',
  ),
  HUBSPOT_BASE_URL: vendorAddress('https://api.hubapi.com', 'Where HubSpot’s API is reached.'),
  META_BASE_URL: vendorAddress(
    'https://graph.facebook.com',
    'Where Meta’s Graph API is reached, without the version.',
  ),
  JOTFORM_BASE_URL: vendorAddress('https://api.jotform.com', 'Where Jotform’s API is reached.'),
  LINKEDIN_BASE_URL: vendorAddress('https://api.linkedin.com', 'Where LinkedIn’s API is reached.'),
  GOOGLE_ADS_BASE_URL: vendorAddress(
    'https://googleads.googleapis.com',
    'Where the Google Ads API is reached, without the version.',
  ),
  GOOGLE_OAUTH_BASE_URL: vendorAddress(
    'https://oauth2.googleapis.com',
    'Where Google exchanges refresh tokens; `/token` is added.',
  ),
  TURNSTILE_BASE_URL: vendorAddress(
    'https://challenges.cloudflare.com',
    'Where answers to Cloudflare Turnstile are checked.',
  ),
  HCAPTCHA_BASE_URL: vendorAddress(
    'https://api.hcaptcha.com',
    'Where answers to hCaptcha are checked.',
  ),
  RECAPTCHA_BASE_URL: vendorAddress(
    'https://www.google.com',
    'Where answers to reCAPTCHA are checked; `https://www.recaptcha.net` where Google is blocked.',
  ),
})
