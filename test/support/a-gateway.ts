import { inProcessRateLimiter } from '../../src/adapters/in-process/rate-limiter.ts'
import { readConfig } from '../../src/config.ts'
import type { Source } from '../../src/domain/documents/sources.ts'
import type { RepId } from '../../src/domain/ids.ts'
import { connectionLimits } from '../../src/http/connection-limits.ts'
import { buildServer, type ServerParts } from '../../src/http/server.ts'
import type { Caller } from '../../src/ports/access.ts'
import { checkLead } from '../../src/stages/02-validate/check-lead.ts'
import { exampleCompany } from './example-company.ts'
import { memoryIdempotency } from './memory-idempotency.ts'
import { type MemoryIntake, memoryIntake } from './memory-intake.ts'

export const GOOGLE_KEY = 'webhook-key-of-the-test'
export const ADMIN_TOKEN = 'admin-token-of-the-test'

/** A source of kind form, but for what is given. */
export function aSource(given: Partial<Source> = {}): Source {
  return {
    key: 'web-form',
    name: 'Web form',
    kind: 'form',
    fieldMap: {},
    redirectOrigins: [],
    allowedOrigins: [],
    paused: false,
    ...given,
  }
}

const SOURCES: readonly Source[] = [
  aSource({
    honeypotField: 'fax_number',
    redirectOrigins: ['https://www.acme.example'],
    fieldMap: { company: ['firma'], 'utm.source': ['herkunft'] },
  }),
  aSource({ key: 'shop', allowedOrigins: ['https://shop.acme.example/'] }),
  aSource({ key: 'google-ads', kind: 'google-ads', secret: 'env:GOOGLE_KEY' }),
  aSource({ key: 'google-without-key', kind: 'google-ads', secret: 'env:EMPTY' }),
]

const CALLERS = new Map<string, Caller>([
  ['manager-token', { id: 'm', name: 'Manager', role: 'manager' }],
  ['rep-token', { id: 'r', name: 'Rep', role: 'rep', repId: 'ada' as RepId }],
])

const JSON_BODY = { 'content-type': 'application/json' }

type Body = string | Uint8Array<ArrayBuffer> | FormData | URLSearchParams

/** A running gateway, with what a test may look at or turn. */
export type Gateway = AsyncDisposable & {
  readonly url: string
  readonly intake: MemoryIntake
  readonly logged: readonly Record<string, unknown>[]
  now: Date
  post(path: string, body: Body, headers?: Record<string, string>): Promise<Response>
}

type Turnable = { now: Date; readonly intake: MemoryIntake; readonly logged: Fields[] }
type Fields = Record<string, unknown>

const turnable = (): Turnable => ({
  now: new Date('2026-03-02T14:30:00Z'),
  intake: memoryIntake(),
  logged: [],
})

/** The gateway's server with everything in memory, not listening. */
export function aServer(given: Partial<ServerParts> = {}, parts: Turnable = turnable()) {
  const keep = (fields: Fields) => void parts.logged.push(fields)
  const configuration = exampleCompany({ sources: { sources: [...SOURCES] } })
  return buildServer({
    intake: parts.intake,
    captchas: async () => new Map(),
    signals: { keep: async () => new Set<string>() },
    configuration: { current: async () => configuration, apply: async () => configuration },
    secrets: (reference) => (reference === 'env:GOOGLE_KEY' ? GOOGLE_KEY : ''),
    clock: () => parts.now,
    log: { info: keep, warn: keep, error: keep },
    idempotency: memoryIdempotency(),
    access: { callerOf: async (token) => CALLERS.get(token) },
    adminToken: ADMIN_TOKEN,
    publicUrl: 'https://leads.acme.example',
    rateLimiter: inProcessRateLimiter(),
    limits: connectionLimits(readConfig({})),
    checkLead,
    readiness: { check: async () => ({ ready: true, problems: [] }) },
    ...given,
  })
}

/** Starts a gateway with everything in memory on a free port of loopback. */
export async function aGateway(given: Partial<ServerParts> = {}): Promise<Gateway> {
  const parts = turnable()
  const server = aServer(given, parts)
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return Object.assign(parts, {
    url,
    post: (path: string, body: Body, headers: Record<string, string> = JSON_BODY) =>
      fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' }),
    [Symbol.asyncDispose]: () => server.close(),
  })
}
