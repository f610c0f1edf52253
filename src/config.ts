import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { z } from 'zod'
import { Refused } from './domain/failure.ts'
import { isLoopback } from './domain/is-loopback.ts'
import { isNetwork } from './domain/is-network.ts'
import { localAddress } from './domain/local-address.ts'
import { resolveSecret } from './domain/resolve-secret.ts'
import { type Secret, secret } from './domain/secret.ts'

export type Environment = Readonly<Record<string, string | undefined>>

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
    .describe('A Redis by which several gateways share their rate limits. It need not last.'),
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
})

/** The settings of this process, checked, in our words. */
export type Config = {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly databaseUrl: Secret | undefined
  readonly redisUrl: Secret | undefined
  /** The roles this process was asked to play; undefined asks for both, as two processes. */
  readonly roles: readonly Role[] | undefined
  readonly stages: readonly string[] | undefined
  /** How others reach the gateway. */
  readonly publicUrl: string
  /** How a process on this machine reaches it. */
  readonly localUrl: string
  /** Whose word about the address of a sender counts. */
  readonly trustedProxies: readonly string[] | undefined
  readonly adminToken: Secret | undefined
  readonly leaseSeconds: number
  readonly logLevel: z.infer<typeof Settings>['STL_LOG_LEVEL']
  /** Where traces of leads go; undefined when none are kept. */
  readonly traces: 'console' | { readonly otlpUrl: string } | undefined
  /** True while only this machine can reach the gateway, directly or by its public address. */
  readonly onThisMachineOnly: boolean
  readonly slackBaseUrl: string
  readonly clearbitBaseUrl: string
  readonly hubspotBaseUrl: string
  readonly metaBaseUrl: string
  readonly jotformBaseUrl: string
  readonly linkedinBaseUrl: string
  /**
   * The secret a reference names: `env:NAME` reads the environment, `demo:value` is the value
   * itself and only good while nobody but this machine can reach the gateway. Refuses with
   * `secret-missing`, `demo-secret-not-on-loopback` or `secret-reference-invalid`.
   */
  secret(reference: string): Secret
}

/** The settings of this process: its environment, completed by a `.env` file beside the product. */
export function loadConfig(): Config {
  return readConfig(loadEnvironment('.'))
}

/**
 * The environment, completed by the `.env` file of that folder, unchecked: for the command line,
 * which needs few of the settings and must not fail because of the others.
 */
export function loadEnvironment(folder: string): Environment {
  const file = join(folder, '.env')
  if (existsSync(file)) loadEnvFile(file)
  return process.env
}

/**
 * Checks an environment. An empty variable counts as unset. Refuses with `settings-invalid`,
 * naming every problem at once and no value.
 */
export function readConfig(environment: Environment): Config {
  const given = Object.entries(environment).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  const checked = Settings.safeParse(Object.fromEntries(given))
  if (!checked.success) throw new Refused('settings-invalid', describeProblems(checked.error))
  const settings = checked.data
  const localUrl = localAddress(settings.HOST, settings.PORT)
  const publicUrl = settings.STL_PUBLIC_URL ?? localUrl
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataDir: resolve(settings.STL_DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    roles: settings.STL_ROLES,
    stages: settings.STL_STAGES,
    publicUrl,
    localUrl,
    trustedProxies: settings.STL_TRUSTED_PROXIES,
    adminToken: settings.STL_ADMIN_TOKEN,
    leaseSeconds: settings.STL_LEASE_SECONDS,
    logLevel: settings.STL_LOG_LEVEL,
    traces: settings.STL_TRACES ?? settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    onThisMachineOnly: isLoopback(settings.HOST) && isLoopback(new URL(publicUrl).hostname),
    slackBaseUrl: settings.SLACK_BASE_URL,
    clearbitBaseUrl: settings.CLEARBIT_BASE_URL,
    hubspotBaseUrl: settings.HUBSPOT_BASE_URL,
    metaBaseUrl: settings.META_BASE_URL,
    jotformBaseUrl: settings.JOTFORM_BASE_URL,
    linkedinBaseUrl: settings.LINKEDIN_BASE_URL,
    secret: (reference) => resolveSecret(reference, environment, isLoopback(settings.HOST)),
  }
}

function describeProblems(error: z.ZodError): string {
  const lines = error.issues.map(({ path, message }) => `  ${path[0]?.toString()}: ${message}`)
  return `These settings are wrong:\n${[...new Set(lines)].join('\n')}`
}
