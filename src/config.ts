import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import type { z } from 'zod'
import type { Reach } from './domain/address-kind.ts'
import { Refused } from './domain/failure.ts'
import { isLoopback } from './domain/is-loopback.ts'
import { localAddress } from './domain/local-address.ts'
import { resolveSecret } from './domain/resolve-secret.ts'
import type { Secret } from './domain/secret.ts'
import { type Role, Settings } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

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
  /** Within which a whole request must have arrived. */
  readonly requestSeconds: number
  /** How long a connection without requests is kept. */
  readonly idleSeconds: number
  readonly mostConnections: number
  readonly adminToken: Secret | undefined
  readonly leaseSeconds: number
  /** How far inside subscribers to events may be. */
  readonly eventsReach: Reach
  readonly logLevel: z.infer<typeof Settings>['STL_LOG_LEVEL']
  /** Where traces of leads go; undefined when none are kept. */
  readonly traces: 'console' | { readonly otlpUrl: string } | undefined
  /** True while only this machine can reach the gateway, directly or by its public address. */
  readonly onThisMachineOnly: boolean
  readonly slackBaseUrl: string
  readonly slackHooksBaseUrl: string
  readonly twilioBaseUrl: string
  readonly clearbitBaseUrl: string
  readonly hubspotBaseUrl: string
  readonly metaBaseUrl: string
  readonly jotformBaseUrl: string
  readonly linkedinBaseUrl: string
  readonly googleAdsBaseUrl: string
  readonly googleOauthBaseUrl: string
  /** Where each kind of captcha is checked. */
  readonly captchaBaseUrls: Readonly<Record<'turnstile' | 'hcaptcha' | 'recaptcha', string>>
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
  const onThisMachineOnly = isLoopback(settings.HOST) && isLoopback(new URL(publicUrl).hostname)
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
    requestSeconds: settings.STL_REQUEST_SECONDS,
    idleSeconds: settings.STL_IDLE_SECONDS,
    mostConnections: settings.STL_MOST_CONNECTIONS,
    adminToken: settings.STL_ADMIN_TOKEN,
    leaseSeconds: settings.STL_LEASE_SECONDS,
    eventsReach: settings.STL_EVENTS_REACH ?? (onThisMachineOnly ? 'loopback' : 'public'),
    logLevel: settings.STL_LOG_LEVEL,
    traces: settings.STL_TRACES ?? settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    onThisMachineOnly,
    ...vendorAddresses(settings),
    secret: (reference) => resolveSecret(reference, environment, isLoopback(settings.HOST)),
  }
}

function vendorAddresses(settings: z.infer<typeof Settings>) {
  return {
    slackBaseUrl: settings.SLACK_BASE_URL,
    slackHooksBaseUrl: settings.SLACK_HOOKS_BASE_URL,
    twilioBaseUrl: settings.TWILIO_BASE_URL,
    clearbitBaseUrl: settings.CLEARBIT_BASE_URL,
    hubspotBaseUrl: settings.HUBSPOT_BASE_URL,
    metaBaseUrl: settings.META_BASE_URL,
    jotformBaseUrl: settings.JOTFORM_BASE_URL,
    linkedinBaseUrl: settings.LINKEDIN_BASE_URL,
    googleAdsBaseUrl: settings.GOOGLE_ADS_BASE_URL,
    googleOauthBaseUrl: settings.GOOGLE_OAUTH_BASE_URL,
    captchaBaseUrls: {
      turnstile: settings.TURNSTILE_BASE_URL,
      hcaptcha: settings.HCAPTCHA_BASE_URL,
      recaptcha: settings.RECAPTCHA_BASE_URL,
    },
  }
}

function describeProblems(error: z.ZodError): string {
  const lines = error.issues.map(({ path, message }) => `  ${path[0]?.toString()}: ${message}`)
  return `These settings are wrong:\n${[...new Set(lines)].join('\n')}`
}
