import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { channelNames } from '../domain/documents/channel-names.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { Rep } from '../domain/documents/teams.ts'
import { TEMPLATE_KINDS, WORDED_CHANNELS } from '../domain/documents/templates.ts'
import { Locale } from '../domain/documents/vocabulary.ts'
import { Refused } from '../domain/failure.ts'
import type { Lead } from '../domain/lead.ts'
import { readDocuments } from '../domain/read-documents.ts'
import type { AlertPreviews } from '../ports/alert-previews.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import { callerOf } from './authenticate.ts'
import { DocumentFileBody, documentsInvalid } from './config-routes.ts'
import { leadFor } from './lead-for.ts'
import { problem } from './problem.ts'
import { MANAGERS } from './who-may.ts'

/** What previewing alerts needs. */
export type AlertPreviewPorts = {
  readonly configuration: ConfigurationStore
  readonly leads: LeadReader
  readonly alertPreviews: AlertPreviews
}

/** Shows what alerts would say, by documents in force or not, and sends nothing. */
export const alertPreviewRoutes: FastifyPluginAsyncZod<AlertPreviewPorts> = async (app, ports) => {
  app.post('/v1/alerts/preview', previewRoute, async (request, reply) => {
    const { files, kinds, leadId, repId, locale, ...given } = request.body
    const { documents: active } = await ports.configuration.current()
    const read = readDocuments(files, active)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'Nothing to be shown'))
    const { documents } = read
    const found = leadId && (await leadFor(callerOf(request), ports.leads, leadId))
    const lead = found ? found.lead : undefined
    const channels = given.channels ?? configuredIn(documents)
    const rep = readerOf(repId, lead, documents)
    const asked = { documents, kinds, channels, rep, locale, lead }
    return { rep: rep.id, alerts: [...(await ports.alertPreviews.preview(asked))] }
  })
}

function configuredIn({ channels }: Documents) {
  const configured = channelNames(channels)
  return WORDED_CHANNELS.filter((channel) => configured.includes(channel))
}

/** Whoever is asked for, else who has the lead, else anybody. */
function readerOf(repId: string | undefined, lead: Lead | undefined, { teams }: Documents): Rep {
  const { reps } = teams
  const rep = repId === undefined ? reps.find(({ id }) => id === lead?.repId) : undefined
  const found = rep ?? (repId === undefined ? reps[0] : reps.find(({ id }) => id === repId))
  if (found === undefined) throw new Refused('rep-unknown', `No rep ${repId} is configured`)
  return found
}

const Kind = z.enum(TEMPLATE_KINDS)
const Channel = z.enum(WORDED_CHANNELS)

const previewRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Notifications'],
    summary: 'Show what alerts would say, without sending any',
    description:
      'By documents that are not in force yet when `files` holds some, about a lead or a made-up ' +
      'one. When documents are wrong, the answer is 422 as from `config/apply`.',
    body: z.strictObject({
      files: z.array(DocumentFileBody).max(50).default([]),
      kinds: z.array(Kind).min(1).max(TEMPLATE_KINDS.length).default(['offer']),
      channels: z.array(Channel).min(1).max(WORDED_CHANNELS.length).optional().meta({
        description: 'Those that are configured when left out.',
      }),
      leadId: z.uuid().optional(),
      repId: z.string().max(63).optional().meta({ description: 'Who would be told.' }),
      locale: Locale.optional().meta({ description: 'In place of the rep’s own.' }),
    }),
    response: {
      200: z.object({
        rep: z.string(),
        alerts: z.array(
          z.object({
            kind: Kind,
            channel: Channel,
            locale: z.string(),
            title: z.string(),
            lines: z.array(z.string()).readonly(),
            answers: z.array(z.string()).readonly(),
            message: z
              .unknown()
              .meta({ description: 'What the vendor would get; its links lead nowhere.' }),
          }),
        ),
      }),
    },
  },
}
