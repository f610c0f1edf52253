import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { companyValues } from '../domain/accounts/company-values.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { Refused } from '../domain/failure.ts'
import type { RepId } from '../domain/ids.ts'
import type { AccountBackFill } from '../ports/account-back-fill.ts'
import type { AccountValues } from '../ports/account-values.ts'
import type { CompanyDirectory } from '../ports/company-directory.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes read from, and write to. */
export type AccountBackFillPorts = {
  readonly backFill: AccountBackFill
  /** The companies of the CRM of the `crm` document; undefined for one that has none to tell. */
  readonly companyDirectory: () => Promise<CompanyDirectory | undefined>
  readonly accountValues: AccountValues
  readonly configuration: ConfigurationStore
}

/** Companies from the CRM, page by page. */
export const accountBackFillRoutes: FastifyPluginAsyncZod<AccountBackFillPorts> = async (
  app,
  { backFill, companyDirectory, accountValues, configuration },
) => {
  app.post('/v1/accounts/back-fill', route, async () => {
    const directory = await companyDirectory()
    if (directory === undefined) {
      throw new Refused('crm-without-companies', 'The crm document names no CRM with companies')
    }
    const { documents } = await configuration.current()
    const after = await backFill.place(directory.crm)
    const repOf = repsByOwner(documents, await directory.owners())
    const { companies, next } = await directory.page(after)
    const seen = companies.map(({ recordId, parentRecordId, ownerId, ...company }) => {
      const owner = ownerId === undefined ? undefined : repOf(ownerId)
      return { recordId, parentRecordId, values: companyValues(company, owner, accountValues) }
    })
    const outcome = await backFill.take(directory.crm, seen, next)
    const named = companies.flatMap(({ ownerId }) => ownerId ?? [])
    const unknownOwners = [...new Set(named)].filter((id) => repOf(id) === undefined)
    return { ...outcome, unknownOwners, done: next === undefined }
  })
}

/** The map of the `crm` document first, then the mail address. */
function repsByOwner(
  { crm, teams }: Documents,
  owners: ReadonlyMap<string, string>,
): (ownerId: string) => RepId | undefined {
  const written = crm.kind === 'hubspot' ? crm.owners : {}
  const byOwner = new Map(Object.entries(written).map(([rep, owner]) => [owner, rep as RepId]))
  const byMail = new Map(teams.reps.map(({ id, email }) => [email.toLowerCase(), id]))
  return (ownerId) => byOwner.get(ownerId) ?? byMail.get(owners.get(ownerId) ?? '')
}

const route = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Accounts'],
    summary: 'Take in the next page of companies from the CRM',
    description:
      'Goes on where the last call ended, and begins anew after the last page. Repeat it until ' +
      '`done`; after 503, not before `Retry-After`.',
    response: {
      200: z.object({
        done: z.boolean(),
        created: z.int(),
        updated: z.int(),
        unchanged: z.int(),
        kept: z.int().meta({ description: 'Values that were changed here too, and stay.' }),
        skipped: z.int().meta({
          description: 'Companies without a name, or that could be several accounts.',
        }),
        unknownOwners: z.array(z.string()).readonly().meta({
          description: 'Owner ids of the CRM that are no rep, by the map or by mail address.',
        }),
      }),
    },
  },
}
