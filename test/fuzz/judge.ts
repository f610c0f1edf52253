import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import { LeadForm } from '../../src/domain/lead-form.ts'
import { BODY_LIMIT } from '../../src/http/json-parser.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { checkLead } from '../../src/stages/02-validate/check-lead.ts'
import type { Answered } from './deliver.ts'
import type { Hostile } from './hostile-delivery.ts'
import { requestOf, type Verdict } from './request-of.ts'

/** One delivery, what it is to be taken for, and what it was answered. */
export type Sent = { readonly it: Hostile; readonly verdict: Verdict; readonly answered: Answered }

/** The refusals of a body that anybody may have sent. */
const SAYS_WHY = [
  ...['body-not-utf8', 'body-not-json', 'body-too-deep', 'body-not-an-object'],
  ...['body-not-multipart', 'content-type-unsupported'],
]
/** What Node takes, but for what the client adds to our headers. */
const LARGEST_HEADERS = 16_384 - 500

/** What is wrong with each, by its answer and by what the database has of it; undefined if nothing is. */
export async function judged(db: Db, sent: readonly Sent[]): Promise<(string | undefined)[]> {
  const kept = await keptBodies(db)
  // An equal body may have come with a good proof as well.
  const proved = new Set(
    sent.filter(({ verdict }) => verdict !== 'forged').map(({ it }) => placeOf(it)),
  )
  return Promise.all(
    sent.map(async (one) => {
      const wrong = wrongAnswer(one)
      if (wrong !== undefined) return wrong
      if (one.verdict !== 'forged') return lostThoughAnswered(one, kept, db)
      const place = placeOf(one.it)
      return kept.has(place) && !proved.has(place) ? 'forged, and kept' : undefined
    }),
  )
}

function wrongAnswer({ it, verdict, answered }: Sent): string | undefined {
  // Whoever sends too much may find the connection closed before all of it has gone.
  if ('broken' in answered) return isTooLarge(it) ? undefined : `no answer: ${answered.broken}`
  const { status, text } = answered
  const said = `${verdict}, and answered ${status}: ${text.slice(0, 300)}`
  return rightAnswers(it, verdict).test(`${status} ${text}`) ? undefined : said
}

/** The statuses and texts of the answers that are right. */
function rightAnswers(it: Hostile, verdict: Verdict): RegExp {
  if (it.body.length > BODY_LIMIT) return /^(413|431)/
  const orTooLarge = isTooLarge(it) ? '431|' : ''
  if (verdict === 'forged') return new RegExp(`^(${orTooLarge}401)`)
  if (verdict === 'authentic') return new RegExp(`^(${orTooLarge}2|303)`)
  // HubSpot's own way of saying no has no codes.
  const why = it.kind === 'hubspot-forms' ? '"message"' : `"code":"(${SAYS_WHY.join('|')})"`
  return new RegExp(`^(${orTooLarge}2|303|(400|415) .*${why})`, 's')
}

const sizeOfHeaders = ({ path, headers }: Hostile) =>
  Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    path.length,
  )
const isTooLarge = (it: Hostile) =>
  it.body.length > BODY_LIMIT || sizeOfHeaders(it) > LARGEST_HEADERS

const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const placeOf = ({ sourceKey, body }: Hostile) => `${sourceKey} ${shaOf(body)}`

async function keptBodies(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ place: string }>`
    select source_key || ' ' || encode(sha256(body), 'hex') as place from deliveries`.execute(db)
  return new Set(rows.map(({ place }) => place))
}

/** What repeats a lead that is known need not be kept again; anything else must be, to the byte. */
async function lostThoughAnswered(
  { it, answered }: Sent,
  kept: ReadonlySet<string>,
  db: Db,
): Promise<string | undefined> {
  if ('broken' in answered || answered.status >= 400 || kept.has(placeOf(it))) return undefined
  const request = await requestOf(it)
  const { leads, conversations } = contentOf(request, 'authentic')
  const keys = leads.map(({ dedupeKey, previousDedupeKey = dedupeKey }) => [
    dedupeKey,
    previousDedupeKey,
  ])
  const missing = await missingLeads(db, it.sourceKey, keys)
  const chats = await missingChats(
    db,
    it.sourceKey,
    conversations.map(({ key }) => key),
  )
  if (leads.length + conversations.length === 0) return 'answered, and its bytes are not kept'
  return missing + chats === 0 ? undefined : `answered, and ${missing + chats} leads are not there`
}

/** How many leads of a source are not there; of each its keys are given, of which either will do. */
export async function missingLeads(
  db: Db,
  sourceKey: string,
  keys: readonly (readonly string[])[],
) {
  const { rows } = await sql<{ missing: number }>`
    select count(*)::integer as missing from jsonb_array_elements(${JSON.stringify(keys)}::jsonb) as k (either)
    where not exists (select from leads l where l.source_key = ${sourceKey}
      and l.dedupe_key in (select jsonb_array_elements_text(k.either)))`.execute(db)
  return rows[0]?.missing ?? 0
}

async function missingChats(db: Db, sourceKey: string, keys: readonly string[]) {
  const { rows } = await sql<{ missing: number }>`
    select count(*)::integer as missing from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as k (key)
    where not exists (select from conversations c
      where c.source_key = ${sourceKey} and c.conversation_key = k.key)`.execute(db)
  return rows[0]?.missing ?? 0
}

/** What is wrong with the leads that were made: each is to fit the schema, and to be examined. */
export async function wrongLeads(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ content: unknown }>`
    select content from lead_parts where part = 'form'`.execute(db)
  return rows.flatMap(({ content }) => {
    const read = LeadForm.safeParse(content)
    if (!read.success) return [`a lead does not fit: ${read.error.message}`]
    try {
      checkLead(read.data, undefined, [])
      return []
    } catch (error) {
      return [`a lead cannot be examined: ${error} ${JSON.stringify(content).slice(0, 500)}`]
    }
  })
}

/** Forgets what was delivered, so that a long run does not fill the disk. */
export async function forget(db: Db): Promise<void> {
  await sql`truncate leads, deliveries, conversations cascade`.execute(db)
  await sql`truncate pgboss.job`.execute(db)
}
