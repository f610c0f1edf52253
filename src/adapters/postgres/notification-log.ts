import { sql } from 'kysely'
import { type AssignmentId, newId } from '../../domain/ids.ts'
import type {
  AlertAttempt,
  EndedOffer,
  NotificationDraft,
  NotificationLog,
  SentAlert,
  ToldOffer,
} from '../../ports/notification-log.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import { grouped } from './grouped.ts'
import { offerEnd } from './offer-end.ts'

/** Alerts as rows, one for each assignment, person, step and channel; a hand-off renews it. */
export function postgresNotificationLog(db: Db): NotificationLog {
  const fail = grouped((failures: readonly FailedAttempt[]) => failAll(db, failures))
  return {
    attempt: grouped((drafts) => attemptAll(db, drafts)),
    failed: (attempt, failure) => fail({ attempt, failure }),
    offer: grouped((abouts) => toldOffers(db, abouts)),
    ended: (assignmentId) => translated(() => endedOffer(db, assignmentId)),
  }
}

type Key = Pick<NotificationDraft, 'assignmentId' | 'channel' | 'repId' | 'step'>
type Attempted = Key & { readonly id: string; readonly uncertainSince: Date | null }

async function attemptAll(
  db: Db,
  drafts: readonly NotificationDraft[],
): Promise<(AlertAttempt | undefined)[]> {
  const distinct = new Map(drafts.map((draft) => [keyOf(draft), draft]))
  // Sorted, so that two batches with the same alerts wait for each other.
  const drafted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => rowOf(one))
  // Not a row of its own for a hand-off: a rep has one line for each lead.
  const ending = sql`
    on conflict (assignment_id, channel, rep_id, step) do update set
      id = case when notifications.occasion = excluded.occasion
        then notifications.id else excluded.id end,
      attempts = case when notifications.occasion = excluded.occasion
        then notifications.attempts + 1 else 1 end,
      occasion = excluded.occasion, title = excluded.title, lines = excluded.lines,
      digest_id = excluded.digest_id,
      state = 'sending', provider_id = null, accepted_at = null,
      failure = case when notifications.occasion = excluded.occasion
        then notifications.failure end,
      created_at = case when notifications.occasion = excluded.occasion
        then notifications.created_at else now() end,
      uncertain_since = case when notifications.occasion = excluded.occasion
        then coalesce(notifications.uncertain_since, now()) else now() end
      where (notifications.state = 'sending' and notifications.occasion = excluded.occasion)
        or (notifications.occasion <> excluded.occasion and excluded.occasion <> 'assigned')
    returning id, assignment_id, channel, rep_id, step,
      case when uncertain_since < now() then uncertain_since end as uncertain_since`
  const { rows } = await insertAll<Attempted>('notifications', drafted, ending).execute(db)
  const attempts = new Map(
    rows.map(({ id, uncertainSince, ...row }) => [
      keyOf(row),
      { id, uncertainSince: uncertainSince ?? undefined },
    ]),
  )
  return drafts.map((draft) => attempts.get(keyOf(draft)))
}

const keyOf = ({ assignmentId, channel, repId, step }: Key) =>
  [assignmentId, channel, repId, step].join(' ')

const rowOf = ({ digestId, ...draft }: NotificationDraft) => ({
  id: newId(),
  ...{ ...draft, digestId: digestId ?? null },
  state: 'sending',
  attempts: 1,
})

type FailedAttempt = {
  readonly attempt: AlertAttempt
  readonly failure: Parameters<NotificationLog['failed']>[1]
}

async function failAll(db: Db, failures: readonly FailedAttempt[]): Promise<undefined[]> {
  const rows = failures.map(({ attempt: { id, uncertainSince }, failure }) => {
    const { code, mayHaveHappened: keeps } = failure
    return { id, code, keeps, since: uncertainSince ?? null }
  })
  await sql`
    update notifications n set failure = f.code,
      uncertain_since = case when f.keeps then n.uncertain_since else f.since end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as f (id uuid, code text, keeps boolean, since timestamptz)
    where n.id = f.id`.execute(db)
  return failures.map(() => undefined)
}

type AboutOffer = Pick<NotificationDraft, 'assignmentId' | 'repId' | 'step'>

async function toldOffers(db: Db, abouts: readonly AboutOffer[]): Promise<ToldOffer[]> {
  const rows = await db
    .selectFrom('assignments')
    .leftJoin('notifications', 'notifications.assignmentId', 'assignments.id')
    .select(['assignments.id', 'offeredAt', 'acknowledgeBy'])
    .select(['notifications.repId', 'step', 'channel', 'notifications.state'])
    .where('assignments.id', '=', anyOf(abouts.map(({ assignmentId }) => assignmentId)))
    .execute()
  const byOffer = Map.groupBy(rows, ({ id }) => id)
  return abouts.map(({ assignmentId, repId, step }) => {
    const ofOffer = byOffer.get(assignmentId) ?? []
    const [offer] = ofOffer
    if (offer === undefined) throw new Error(`There is no assignment ${assignmentId}`)
    const states = ofOffer
      .filter((row) => row.repId === repId && row.step === step)
      .flatMap(({ channel, state }) =>
        channel === null || state === null ? [] : [[channel, state] as const],
      )
    const { offeredAt, acknowledgeBy } = offer
    return { offeredAt, acknowledgeBy: acknowledgeBy ?? undefined, states: new Map(states) }
  })
}

async function endedOffer(db: Db, id: AssignmentId): Promise<EndedOffer | undefined> {
  const offer = await db
    .selectFrom('assignments')
    .innerJoin('leads', 'leads.id', 'assignments.leadId')
    .select(['assignments.repId', 'status', 'assignments.acknowledgedAt', 'endedAt', 'offeredAt'])
    .select(['leads.repId as repNow', 'leads.firstContactAt'])
    .where('assignments.id', '=', id)
    .executeTakeFirst()
  const end = offer && offerEnd(offer)
  return end && { ...end, alerts: await sentAlerts(db, id) }
}

async function sentAlerts(db: Db, assignmentId: AssignmentId): Promise<SentAlert[]> {
  const rows = await db
    .selectFrom('notifications')
    .select(['id', 'leadId', 'assignmentId', 'repId', 'channel', 'title', 'lines', 'providerId'])
    .select(['digestId', 'occasion'])
    .where('assignmentId', '=', assignmentId)
    .where('state', 'in', ['accepted', 'read'])
    .execute()
  return rows.flatMap(({ providerId, digestId, ...row }) =>
    providerId === null ? [] : [{ ...row, providerId, ...(digestId && { digestId }) }],
  )
}
