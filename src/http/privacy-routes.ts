import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { ContactId } from '../domain/ids.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadCheck } from '../ports/lead-check.ts'
import type { PersonQuery, PersonRegister } from '../ports/person-register.ts'
import type { Secrets } from '../ports/secrets.ts'
import { callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { ADMINS } from './who-may.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What these routes ask. */
export type PrivacyPorts = {
  readonly people: PersonRegister
  /** Reads addresses and numbers as validation does, by which persons are known. */
  readonly checkLead: LeadCheck
  readonly configuration: ConfigurationStore
  readonly secrets: Secrets
}

/** What a person may ask for: all we hold of them, and that it goes. Named in bodies, never in URLs. */
export const privacyRoutes: FastifyPluginAsyncZod<PrivacyPorts> = async (
  app,
  { people, checkLead, configuration, secrets },
) => {
  app.post('/v1/privacy/export', exportRoute, async (request) => {
    const file = await people.export(queryOf(request.body, checkLead))
    const { sources } = (await configuration.current()).documents.sources
    const references = sources.flatMap(({ secret, previousSecret }) => [secret, previousSecret])
    return withoutSecrets(
      file,
      references.flatMap((reference) => (reference && secrets(reference)) || []),
    )
  })

  app.post('/v1/privacy/erase', eraseRoute, async (request) => {
    const { dryRun, ...who } = request.body
    const query = queryOf(who, checkLead)
    if (dryRun) return { erased: false, ...(await people.reach(query)) }
    const { id, ...reach } = await people.erase(query, callerOf(request).name)
    return { erased: id !== undefined, ...(id === undefined ? {} : { erasureId: id }), ...reach }
  })
}

const Who = z.strictObject({
  email: z.string().max(500).optional(),
  phone: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'With its country: `+47 22 12 34 56`.' }),
  contactId: z.uuid().optional(),
})

/** Exactly one key, in the spelling in which identities are kept. */
function queryOf({ email, phone, contactId }: z.infer<typeof Who>, check: LeadCheck): PersonQuery {
  const given = [email, phone, contactId].filter((one) => one !== undefined)
  if (given.length !== 1) {
    throw new InvalidFields([{ field: 'body', reason: 'give one of email, phone and contactId' }])
  }
  if (contactId !== undefined) return { contactId: contactId as ContactId }
  const { findings } = check({ email, phone }, undefined, [])
  if (findings.email !== undefined) return { email: findings.email }
  if (findings.phone !== undefined) return { phone: findings.phone }
  const field = email === undefined ? 'phone' : 'email'
  throw new InvalidFields([{ field, reason: 'cannot be read' }])
}

const config = { roles: ADMINS }
const tags = ['Privacy']
const Ids = z.array(z.uuid()).readonly()
const Row = z.record(z.string(), z.unknown())

const exportRoute = {
  config,
  schema: {
    tags,
    summary: 'Everything held about a person, by the place it stands in',
    body: Who,
    response: {
      200: z.object({
        contactIds: Ids,
        leadIds: Ids,
        places: z.record(z.string(), z.array(Row).readonly()),
      }),
    },
  },
}

const eraseRoute = {
  config,
  schema: {
    tags,
    summary: 'Erase a person everywhere, for good',
    description:
      'With `dryRun` only says what it would reach. Asked again it finds nothing. `remains` are ' +
      'records at vendors, which are not deleted there.',
    body: Who.extend({ dryRun: z.boolean().default(false) }),
    response: {
      200: z.object({
        erased: z.boolean(),
        erasureId: z.uuid().optional(),
        contactIds: Ids,
        leadIds: Ids,
        places: z.array(z.object({ place: z.string(), rows: z.int() })).readonly(),
        remains: z.array(z.object({ crm: z.string(), recordId: z.string() })).readonly(),
      }),
    },
  },
}
