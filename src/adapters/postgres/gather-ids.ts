import { sql } from 'kysely'
import type { Tx } from './connect.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** So much before the last look is looked at again: leads are read from their vendor after they came. */
const OVERLAP_MS = HOUR_MS
/** And once a day so much, for leads that waited long for a token. */
const WHOLE_MS = 30 * DAY_MS
/** Longer than any report reaches back. */
const FORGOTTEN_MS = 400 * DAY_MS

type Position = { readonly gatheredUntil: Date | null; readonly gatheredWholeAt: Date | null }

type Gathered = { readonly sourceKey: string; readonly vendor: string; readonly at: Date }

/** Anybody may write an id into a link: of the strange ones a flood brings, so many are asked for. */
const MOST_OF_LINKS = 100

/** By what a link shows whose advert it stood on: click ids, and what people call the platform. */
const SIGNS: { readonly [vendor: string]: Signs } = {
  'google-ads': { clicks: 'gclid gbraid wbraid', sources: 'google googleads google-ads adwords' },
  meta: { clicks: 'fbclid fbc', sources: 'facebook fb instagram ig meta' },
  linkedin: { clicks: 'li_fat_id', sources: 'linkedin' },
}
type Signs = { readonly clicks: string; readonly sources: string }

/**
 * Adds the ids that leads of a source came with and no name for, along the index on when leads were
 * received and the columns beside their forms; the ids of campaigns in links that show that they are of
 * the same vendor, whichever source the lead came by; and notes how far it has looked.
 */
export async function gatherIds(tx: Tx, { sourceKey, vendor, at }: Gathered): Promise<void> {
  const { rows } = await sql<Position>`
    select gathered_until, gathered_whole_at from name_look_ups
    where source_key = ${sourceKey}`.execute(tx)
  const { gatheredUntil = null, gatheredWholeAt = null } = rows[0] ?? {}
  const back = (from: Date, ms: number) => new Date(from.getTime() - ms)
  const isWhole =
    gatheredUntil === null || gatheredWholeAt === null || gatheredWholeAt <= back(at, DAY_MS)
  const since = isWhole ? back(at, WHOLE_MS) : back(gatheredUntil, OVERLAP_MS)

  await sql`
    insert into campaign_names (kind, id, source_key, vendor, seen_at, due_at)
    select said.kind, said.id, ${sourceKey}, ${vendor}, max(l.received_at), ${at}
    from leads l join lead_parts form on form.lead_id = l.id and form.part = 'form'
    cross join lateral (values
      ('campaign', form.ad_campaign ->> 'id', form.ad_campaign ->> 'name'),
      ('ad-group', form.ad_group ->> 'id', form.ad_group ->> 'name'),
      ('ad', form.ad ->> 'id', form.ad ->> 'name'),
      ('form', form.form_id, form.form_name)
    ) as said (kind, id, name)
    where l.received_at >= ${since} and l.source_key = ${sourceKey} and not l.is_test
      and said.name is null and said.id ~ '^[0-9]{1,20}$'
    group by said.kind, said.id
    on conflict (kind, id, source_key) do update set seen_at = excluded.seen_at
    where campaign_names.seen_at < excluded.seen_at`.execute(tx)
  await gatherFromLinks(tx, { sourceKey, vendor, at }, since)
  await sql`
    update name_look_ups set gathered_until = ${at},
      gathered_whole_at = ${isWhole ? at : gatheredWholeAt}
    where source_key = ${sourceKey}`.execute(tx)
  if (isWhole) await forget(tx, back(at, FORGOTTEN_MS))
}

/**
 * Those that most leads came by first. A form is looked into only where its campaign may be an id. With
 * two accounts at one vendor both are asked, as a link does not tell accounts apart.
 */
async function gatherFromLinks(tx: Tx, { sourceKey, vendor, at }: Gathered, since: Date) {
  const { clicks = '', sources = '' } = SIGNS[vendor] ?? {}
  await sql`
    insert into campaign_names (kind, id, source_key, vendor, seen_at, due_at)
    select 'campaign', said.id, ${sourceKey}, ${vendor}, max(l.received_at), ${at}
    from leads l join lead_parts form on form.lead_id = l.id and form.part = 'form'
    cross join lateral (select coalesce(form.ad_campaign ->> 'id', form.campaign) as id) said
    where l.received_at >= ${since} and l.source_key <> ${sourceKey} and not l.is_test
      and l.state <> 'rejected'
      and form.ad_campaign ->> 'name' is null and said.id ~ '^[0-9]{1,20}$'
      and (form.content -> 'click' ?| ${clicks.split(' ')}::text[]
        or lower(form.content #>> '{utm,source}') = any(${sources.split(' ')}::text[]))
    group by said.id order by count(*) desc, said.id desc limit ${MOST_OF_LINKS}
    on conflict (kind, id, source_key) do update set seen_at = excluded.seen_at
    where campaign_names.seen_at < excluded.seen_at`.execute(tx)
}

const forget = (tx: Tx, before: Date) =>
  sql`delete from campaign_names where seen_at < ${before}`.execute(tx)
