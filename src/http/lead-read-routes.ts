import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { attributionOf } from '../domain/attribution.ts'
import { CANARY_SOURCE } from '../domain/canaries/is-canary.ts'
import { thereIsNo } from '../domain/closest-name.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { dueReceipts } from '../domain/due-receipts.ts'
import { type Explanation, explain } from '../domain/explanation.ts'
import type { RepId } from '../domain/ids.ts'
import { journeyOf } from '../domain/journey.ts'
import type { Lead } from '../domain/lead.ts'
import { wholeTrace } from '../domain/routing-plan/whole-trace.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { ConfigurationHistory } from '../ports/configuration-history.ts'
import { type KnownNames, namesFor } from '../ports/known-names.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import { callerOf } from './authenticate.ts'
import { consentsFor } from './consents-for.ts'
import { Explanation as ExplanationBody } from './explanation-schema.ts'
import { InvalidFields } from './invalid-fields.ts'
import { leadFor } from './lead-for.ts'
import { Journey, LEAD_STATES, LeadFile, LeadRow } from './lead-schemas.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What these routes read from. */
export type LeadReadPorts = {
  readonly leads: LeadReader
  readonly configuration: ConfigurationStore
  readonly configurationHistory: ConfigurationHistory
  readonly names: KnownNames
}

/** Leads, for people and for the command line. A rep sees only the leads they have. */
export const leadReadRoutes: FastifyPluginAsyncZod<LeadReadPorts> = async (app, ports) => {
  const { leads, configuration } = ports

  app.get('/v1/leads', listRoute, async (request) => {
    const { rep, source, state, limit, cursor } = request.query
    const repId = ownView(callerOf(request)) ?? (rep as RepId | undefined)
    const page = await leads.list({ limit, cursor, state, sourceKey: source, repId })
    if (page.items.length === 0)
      checkNames({ rep, source }, (await configuration.current()).documents)
    return page
  })

  app.get('/v1/leads/:id', fileRoute, async (request) => {
    const caller = callerOf(request)
    const { lead, ...rest } = await leadFor(caller, leads, request.params.id)
    const { attribution } = (await configuration.current()).documents
    const { consent, ...form } = lead.parts.form
    const shown = consent === undefined ? form : { ...form, consent: consentsFor(caller, consent) }
    const parts = { ...lead.parts, form: shown }
    const nameFor = await namesFor(form, attribution, ports.names)
    return { ...lead, parts, ...rest, attribution: attributionOf(form, nameFor) }
  })

  app.get('/v1/leads/:id/journey', journeyRoute, async (request) => {
    const { lead } = await leadFor(callerOf(request), leads, request.params.id)
    const { events, tasks, alerts } = await leads.history(lead.id)
    const journey = journeyOf(lead.receivedAt, events, tasks)
    return { leadId: lead.id, state: lead.state, ...journey, alerts }
  })

  app.get('/v1/leads/:id/explanation', explanationRoute, async (request) => {
    const { lead } = await leadFor(callerOf(request), leads, request.params.id)
    const { events, ...ledgers } = await leads.history(lead.id)
    const traced = await withWholeTrace(lead, ports)
    const whole = explain(traced, events, ledgers, await configuration.current())
    const explained = request.query.rules === 'all' ? whole : withoutRuledOut(whole)
    return { leadId: lead.id, ...explained, acknowledgements: dueReceipts(events) }
  })
}

/** Rejects with `InvalidFields` a filter by a name that nothing has; leads outlive names, so only in vain. */
function checkNames(
  asked: { readonly rep?: string | undefined; readonly source?: string | undefined },
  { teams, sources }: Documents,
): void {
  const names = {
    rep: teams.reps.map(({ id }) => String(id)),
    source: [...sources.sources.map(({ key }) => key), CANARY_SOURCE],
  }
  const fields = (['rep', 'source'] as const).flatMap((field) => {
    const name = asked[field]
    if (name === undefined || names[field].includes(name)) return []
    return [{ field, reason: thereIsNo(field, name, names[field]) }]
  })
  if (fields.length > 0) throw new InvalidFields(fields)
}

/** With the rules alone whose conditions were evaluated: of thousands the index rules out nearly all. */
function withoutRuledOut({ route, ...rest }: Explanation): Explanation {
  const rules = route?.rules.filter(({ ruledOutBy }) => ruledOutBy === undefined) ?? []
  return { ...rest, route: route && { ...route, rules } }
}

/** With every rule that was looked at, by the document of that revision, written out in its trace. */
async function withWholeTrace(lead: Lead, { configuration, configurationHistory }: LeadReadPorts) {
  const { trace } = lead.parts
  if (trace === undefined) return lead
  const { revision, documents } = await configuration.current()
  const then =
    trace.revision === revision
      ? documents
      : (await configurationHistory.find(trace.revision))?.documents
  if (then === undefined) return lead
  return { ...lead, parts: { ...lead.parts, trace: wholeTrace(trace, then.routing) } }
}

const config = { roles: EVERYONE }
const tags = ['Leads']

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'List leads, latest received first',
    querystring: PageQuery.extend({
      state: z.enum(LEAD_STATES).optional(),
      rep: z.string().max(63).optional(),
      source: z.string().max(63).optional(),
    }),
    response: { 200: pageOf(LeadRow) },
  },
}

const fileRoute = {
  config,
  schema: {
    tags,
    summary: 'One lead with its parts, contact, assignments and dead letters',
    params: IdPath,
    response: { 200: LeadFile },
  },
}

const journeyRoute = {
  config,
  schema: {
    tags,
    summary: 'What happened to a lead, in milliseconds since it was received',
    params: IdPath,
    response: { 200: Journey },
  },
}

const explanationRoute = {
  config,
  schema: {
    tags,
    summary: 'Why this score, why this route, why this rep',
    params: IdPath,
    querystring: z.object({
      rules: z.enum(['all', 'evaluated']).default('all').meta({
        description: 'Which rules are listed: `evaluated` leaves out those with `ruledOutBy`.',
      }),
    }),
    response: { 200: ExplanationBody },
  },
}
