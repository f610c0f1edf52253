import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { nameFrom } from '../domain/attribution.ts'
import { factsOf } from '../domain/condition-fields.ts'
import type { AttributionDocument } from '../domain/documents/attribution.ts'
import type { Lead } from '../domain/lead.ts'
import { pathText, placesIn, readDocuments } from '../domain/read-documents.ts'
import type { Finding } from '../domain/rules-check/finding.ts'
import type { PastLead } from '../domain/rules-check/territories.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import type { RulesCheck } from '../ports/rules-check.ts'
import type { TimeOffBook } from '../ports/time-off-book.ts'
import { DocumentFileBody, documentsInvalid } from './config-routes.ts'
import { problem } from './problem.ts'
import { timeOffByRep } from './roster-now.ts'
import { MANAGERS } from './who-may.ts'

/** What checking rules needs. */
export type RulesCheckPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly leads: LeadReader
  readonly timeOff: TimeOffBook
  readonly rulesCheck: RulesCheck
}

/** Enough to show what rules meet in practice, read in a moment. */
const PAST_LEADS = 500
const LONGEST_MS = 60_000

/** Looks documents through before they are applied, or those that are. Changes nothing. */
export const rulesCheckRoutes: FastifyPluginAsyncZod<RulesCheckPorts> = async (app, ports) => {
  const { clock, configuration, leads, timeOff, rulesCheck } = ports

  app.post('/v1/config/check', checkRoute, async (request, reply) => {
    const { files } = request.body
    const { documents: active } = await configuration.current()
    const read = readDocuments(files, active)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'Not to be applied'))
    const { documents } = read
    const now = clock()
    const past = await leads.latestWhole(PAST_LEADS)
    const seen = past.map((lead) => asSeen(lead, documents.attribution))
    const signal = AbortSignal.timeout(LONGEST_MS)
    const context = { past: seen, timeOff: timeOffByRep(await timeOff.comingAt(now)), now }
    const findings = await rulesCheck.check(documents, context, signal)
    const place = placesIn(files)
    return { pastLeads: past.length, findings: findings.map((one) => shown(one, place)) }
  })
}

/** As the rules saw it when it was decided, but for names that vendors were asked for. */
function asSeen(lead: Lead, document: AttributionDocument): PastLead {
  const nameFor = nameFrom(document, () => undefined)
  return { id: lead.id, facts: factsOf(lead, lead.decidedAt ?? lead.receivedAt, { nameFor }) }
}

function shown({ path, ...finding }: Finding, place: ReturnType<typeof placesIn>) {
  return { ...finding, path: pathText(path), ...place('routing', path) }
}

const FindingBody = z.object({
  code: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string().meta({ description: 'In the routing document, as `rules[2].when`.' }),
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  witness: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .meta({ description: 'A lead that shows it; null is what it does not have.' }),
  leadId: z.string().optional().meta({ description: 'A past lead that shows it.' }),
  at: z.date().optional().meta({ description: 'When it will show next.' }),
})

const checkRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Configuration'],
    summary: 'Look rules through for what is probably not meant, without applying them',
    description:
      'Documents that are not sent are those now active; without any, the active rules are ' +
      'looked through. When documents are wrong, the answer is 422 as from `config/apply`.',
    body: z.strictObject({ files: z.array(DocumentFileBody).max(50).default([]) }),
    response: {
      200: z.object({
        pastLeads: z.int().meta({ description: 'How many past leads were looked at besides.' }),
        findings: z.array(FindingBody),
      }),
    },
  },
}
