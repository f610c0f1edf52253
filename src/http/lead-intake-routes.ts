import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { thereIsNo } from '../domain/closest-name.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import { type DeliveryId, type LeadId, newId } from '../domain/ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Claim, Idempotency, RepeatableRequest } from '../ports/idempotency.ts'
import type { Delivery, Intake } from '../ports/intake.ts'
import type { Log } from '../ports/log.ts'
import { idKey, senderKey } from '../stages/01-capture/dedupe-keys.ts'
import { keptHeaders } from '../stages/01-capture/kept-headers.ts'
import { withNameParts } from '../stages/01-capture/name-parts.ts'
import { stampConsents } from '../stages/01-capture/stamp-consents.ts'
import { callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { API_SOURCE, LeadRequest } from './lead-request.ts'
import { plainHeaders } from './plain-headers.ts'

/** What taking leads over our own API needs. */
export type LeadIntakePorts = {
  readonly configuration: ConfigurationStore
  readonly intake: Intake
  readonly idempotency: Idempotency
  readonly clock: Clock
  readonly log: Log
}

/** `POST /v1/leads`: a lead in our own words, from a caller with a token. */
export const leadIntakeRoutes: FastifyPluginAsyncZod<LeadIntakePorts> = async (app, ports) => {
  app.post('/v1/leads', route, async (request, reply) => {
    await checkSource(request.body.sourceKey, ports.configuration)
    const repeatable = repeatableRequest(request)
    const leadId =
      repeatable === undefined
        ? await receive(request, ports, undefined)
        : await receiveOnce(repeatable, request, ports)
    return reply.code(202).send({ leadId })
  })
}

const route = {
  config: { roles: ['admin', 'manager'] as const },
  schema: {
    tags: ['Leads'],
    summary: 'Hand in a lead',
    description:
      'Answered once the lead is kept. With an `Idempotency-Key` header the same request may be ' +
      'sent again for 24 hours and is answered like the first.',
    body: LeadRequest,
    response: { 202: z.object({ leadId: z.string() }) },
  },
}

type LeadIntakeRequest = FastifyRequest & { readonly body: LeadRequest }

async function checkSource(sourceKey: string, configuration: ConfigurationStore): Promise<void> {
  if (sourceKey === API_SOURCE) return
  const { documents } = await configuration.current()
  const keys = documents.sources.sources.map(({ key }) => key)
  if (keys.includes(sourceKey)) return
  const reason = thereIsNo('source', sourceKey, keys)
  throw new InvalidFields([{ field: 'sourceKey', reason }])
}

function repeatableRequest(request: FastifyRequest): RepeatableRequest | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new Refused('idempotency-key-invalid', 'The Idempotency-Key header is not usable')
  }
  const bodyHash = createHash('sha256').update(bytesOf(request)).digest()
  return { caller: callerOf(request).id, key, bodyHash }
}

async function receiveOnce(
  repeatable: RepeatableRequest,
  request: LeadIntakeRequest,
  ports: LeadIntakePorts,
): Promise<LeadId> {
  const claim = await ports.idempotency.claim(repeatable, ports.clock())
  if ('leadId' in claim) return claim.leadId
  const leadId = await receive(request, ports, keyOf(repeatable, claim)).catch(async (error) => {
    // An outage may hide a commit: then the claim stays, so that a repeat finds the lead by its key.
    if (!(error instanceof Unavailable)) await releaseIfPossible(repeatable, ports)
    throw error
  })
  await ports.idempotency.settle(repeatable, leadId)
  return leadId
}

/** A claim that stays runs out by itself; why it had to go must not be hidden by that. */
async function releaseIfPossible(
  repeatable: RepeatableRequest,
  { idempotency, log }: LeadIntakePorts,
): Promise<void> {
  await idempotency.release(repeatable).catch((error: unknown) => {
    const code = error instanceof Unavailable ? error.code : 'unexpected'
    log.warn({ code }, 'An idempotency key could not be released; it runs out by itself')
  })
}

/**
 * The key under which the lead itself is unique. If we crash between keeping the lead and
 * remembering the answer, the next try finds the lead by it instead of making a second one.
 */
function keyOf({ caller, key }: RepeatableRequest, { since }: Extract<Claim, { since: Date }>) {
  return senderKey(`${caller}\n${since.toISOString()}\n${key}`)
}

async function receive(
  request: LeadIntakeRequest,
  { intake, clock }: LeadIntakePorts,
  onceKey: string | undefined,
): Promise<LeadId> {
  const receivedAt = clock()
  const { sourceKey, ...form } = request.body
  const id = newId<LeadId>(receivedAt)
  const { sourceLeadId } = form
  const ownKey = sourceLeadId === undefined ? undefined : idKey(sourceLeadId)
  const dedupeKey = ownKey ?? onceKey ?? `lead:${id}`
  const delivery = deliveryOf(request, sourceKey, receivedAt)
  const lead = { id, dedupeKey, form: stampConsents(withNameParts(form), { receivedAt }) }
  const receipt = await intake.receive(delivery, [lead])
  return receipt.leads[0]?.leadId ?? id
}

function deliveryOf(request: FastifyRequest, sourceKey: string, receivedAt: Date): Delivery {
  return {
    id: newId<DeliveryId>(receivedAt),
    sourceKey,
    receivedAt,
    contentType: request.headers['content-type'] ?? '',
    headers: keptHeaders(plainHeaders(request.headers)),
    body: bytesOf(request),
    verdict: 'authentic',
  }
}

const bytesOf = (request: FastifyRequest) => request.rawBody ?? Buffer.alloc(0)
