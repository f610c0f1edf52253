import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import type { Learned, Lesson, PairLabel } from '../../domain/matching/learn-model.ts'
import { DEFAULT_MODEL, type MatchModel } from '../../domain/matching/match-model.ts'
import { frequencyOf, wordWeight } from '../../domain/matching/value-frequencies.ts'
import type { LearningProgress, MatchLessons, MatchModels } from '../../ports/match-models.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Models change every few days; a minute later is soon enough. */
const LOOK_EVERY_MS = 60_000
/** As many leads as are learned from: weights get no better by more, and learning takes longer. */
const LESSONS = 10_000
/** As many are read at a time: what the process makes of them takes some milliseconds. */
const PAGE = 250
/** Versions whose frequencies are kept; a process may still work by the one before the latest. */
const KEPT = 2

/** The latest model, read again a minute after it was; while that fails the one before goes on. */
export function postgresMatchModels(db: Db, now = () => performance.now()): MatchModels {
  let known: { readonly model: MatchModel; readonly readMs: number } | undefined
  let reading: Promise<MatchModel> | undefined

  async function read(): Promise<MatchModel> {
    const model = await translated(() => latest(db, known?.model ?? DEFAULT_MODEL))
    known = { model, readMs: now() }
    return model
  }
  return {
    async current() {
      if (known !== undefined && now() - known.readMs < LOOK_EVERY_MS) return known.model
      reading ??= read().finally(() => {
        reading = undefined
      })
      // Who has a model does not wait for the next one, nor for a database that is away.
      if (known === undefined) return reading
      reading.catch(() => undefined)
      return known.model
    },
  }
}

async function latest(db: Db, known: MatchModel): Promise<MatchModel> {
  const newest = await db
    .selectFrom('matchModels')
    .select('version')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest === undefined || newest.version === known.version) return known
  const row = await db
    .selectFrom('matchModels')
    .select(['version', 'contacts', 'weights', 'frequencies'])
    .where('version', '=', newest.version)
    .executeTakeFirstOrThrow()
  const { version, contacts, weights, frequencies } = row
  return {
    ...{ version, contacts, weights },
    frequencyOf: frequencyOf(frequencies),
    wordWeight: wordWeight(frequencies),
  }
}

/** What there is to learn from, in the tables of leads and contacts. */
export function postgresMatchLessons(db: Db): MatchLessons {
  return {
    takeTurn: (at, again) =>
      translated(async () => {
        const taken = await db
          .updateTable('matchLearning')
          .set({ dueAt: again })
          .where('dueAt', '<=', at)
          .executeTakeFirst()
        return taken.numUpdatedRows > 0n
      }),
    progress: () => translated(() => progress(db)),
    lessons: () => translated(() => lessons(db)),
    labels: () => translated(() => labels(db)),
    keep: (learned, from) => translated(() => keep(db, learned, from)),
  }
}

async function progress(db: Db): Promise<LearningProgress> {
  const { rows } = await sql<{ contacts: number; labels: number }>`
    select (select count(*)::integer from contacts where erased_at is null) as contacts,
      (select count(*)::integer from match_feedback) as labels`.execute(db)
  const before = await db
    .selectFrom('matchModels')
    .select(['contacts', 'labels'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const { contacts = 0, labels = 0 } = rows[0] ?? {}
  return { contacts, labels, before: before ?? { contacts: 0, labels: 0 } }
}

async function labels(db: Db): Promise<PairLabel[]> {
  const { rows } = await sql<{ contactA: string; contactB: string; same: boolean }>`
    select contact_a, contact_b, same from (
      select distinct on (contact_a, contact_b) contact_a, contact_b, same, sequence
      from match_feedback order by contact_a, contact_b, sequence desc
    ) latest order by sequence desc limit ${sql.lit(LESSONS)}`.execute(db)
  return rows.map(({ contactA, contactB, same }) => ({
    contactIds: [contactA, contactB],
    isSame: same,
  }))
}

async function lessons(db: Db): Promise<Lesson[]> {
  const found: Lesson[] = []
  let before: LeadId | null = null
  while (found.length < LESSONS) {
    const rows = await pageOfLessons(db, before)
    found.push(...rows.map(lessonOf))
    before = rows.at(-1)?.id ?? null
    if (rows.length < PAGE) break
  }
  return found
}

type Row = { readonly id: LeadId; readonly contactId: string; readonly parts: LeadParts | null }

/**
 * By the key, from the latest on: a lead's id begins with its time. Under the contact its own key leads
 * to, so that what people said of two contacts is still said of two when they were joined.
 */
async function pageOfLessons(db: Db, before: LeadId | null): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select l.id, l.contact_id, (
      select jsonb_object_agg(p.part, p.content) from lead_parts p
      where p.lead_id = l.id and p.part in ('form', 'findings')
    ) as parts
    from (
      select id, coalesce(key_contact_id, contact_id) as contact_id from leads
      where contact_id is not null and state <> 'erased' and not is_test
        and id < coalesce(${before}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      order by id desc limit ${sql.lit(PAGE)}
    ) l order by l.id desc`.execute(db)
  return rows
}

const lessonOf = ({ contactId, parts }: Row): Lesson => ({
  contactId,
  facts: factsOfLead({ ...parts, form: parts?.form ?? {} }),
})

async function keep(
  db: Db,
  { weights, learned, frequencies }: Learned,
  from: { contacts: number; lessons: number; labels: number },
): Promise<number> {
  const { version } = await db
    .insertInto('matchModels')
    .values({
      ...from,
      learned,
      weights: JSON.stringify(weights),
      frequencies: JSON.stringify(frequencies),
    })
    .returning('version')
    .executeTakeFirstOrThrow()
  await sql`
    update match_models set frequencies = '{"people": 0, "values": {}, "words": {}}'
    where version <= ${version - KEPT} and frequencies ->> 'people' <> '0'`.execute(db)
  return version
}
