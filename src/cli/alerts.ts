import { TEMPLATE_KINDS } from '../domain/documents/templates.ts'
import { PreviewedAlerts, previewedText } from './alert-preview-text.ts'
import { CommandFailed } from './command.ts'
import { alone, type Call, defineVerbs } from './define-command.ts'
import { documentsAt, problemsText } from './document-files.ts'

const help = `Usage: ./stl alerts preview [-f <path> ...] [--kind <kind> ...]
                           [--channel <channel> ...] [--lead <id> | --example]
                           [--rep <id>] [--locale <locale>] [--json]

Shows what alerts would say, and sends nothing. Without a file the documents in
force are used; with one, such as config/templates.yaml, it takes the place of
the document of its name.

  -f, --file <path>   a document or a directory of documents
  --kind <kind>       offer (unless said otherwise), reminder, attached,
                      standby, escalation, hand-off, joined, swap, contacted,
                      set-away, digest, all
  --channel <name>    in-app, email, slack, sms, teams, push, webhook; those
                      that are configured unless said otherwise
  --lead <id>         told of this lead; of a made-up one without it
  --example           of a made-up lead, as without --lead
  --rep <id>          told to this rep; to the one who has the lead without it
  --locale <locale>   as if the rep read de, en-GB, ...
  --json              print the answer as JSON, with what the vendor would get`

const options = {
  file: { type: 'string', short: 'f', multiple: true },
  kind: { type: 'string', multiple: true },
  channel: { type: 'string', multiple: true },
  lead: { type: 'string' },
  example: { type: 'boolean' },
  rep: { type: 'string' },
  locale: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Shows what alerts would say. */
export const alerts = defineVerbs({
  name: 'alerts',
  summary: 'show what alerts would say, by documents in force or not yet',
  help,
  options,
  verbs: { preview: alone(preview) },
})

async function preview({ values, print, product }: Call<typeof options>) {
  const { file = [], kind, channel, lead, rep, locale, example } = values
  if (lead !== undefined && example)
    throw new CommandFailed('Say --lead or --example, not both.', 2)
  const asked = {
    files: await documentsAt(file),
    kinds: kind?.includes('all') ? TEMPLATE_KINDS : kind,
    ...{ channels: channel, leadId: lead, repId: rep, locale },
  }
  const answer = await (await product()).attempt('/v1/alerts/preview', asked, PreviewedAlerts)
  if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
  print(answer, previewedText)
  return 0
}
