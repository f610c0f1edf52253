import type { Db } from '../../src/adapters/postgres/connect.ts'
import { postgresIdentityIndex } from '../../src/adapters/postgres/identity-index.ts'
import type { ContactId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import type { IdentityIndex } from '../../src/ports/identity-index.ts'
import type { Bench, Measure } from '../suite.ts'
import { percentile } from '../support/percentile.ts'
import {
  bytesInPostgres,
  fileAll,
  openIndexDatabase,
  openRedisStore,
  type RedisStore,
  rebuildRate,
} from './index-stores.ts'
import { comingAgain, type MadeUp, madeUpContacts } from './made-up-contacts.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const
const QUICK_SIZES = [100_000] as const
const LOOK_UPS = 4_000
/** Not measured: connections, plans and caches get ready. */
const WARM_UP = 300
const COMMON_LOOK_UPS = 500

/**
 * How long both stores take to name who may be a person, one look-up after another, and how many they
 * name: at growing numbers of contacts, of whom one in fifty works at one company (20,000 of a million)
 * and one in twenty is called John Smith (50,000 of a million).
 */
export async function lookUpInStores({ quick, started, tell }: Bench): Promise<Measure[]> {
  const db = await openIndexDatabase(started)
  const redis = await openRedisStore(db, started)
  if (redis === undefined) tell('left out: there is no redis-server on the PATH')
  const rows: Measure[] = []
  for (const size of quick ? QUICK_SIZES : SIZES) {
    const name = size === 1_000_000 ? '1m' : `${size / 1_000}k`
    const { callers, figures } = await filed(db, size, name)
    rows.push(
      ...figures,
      ...(await lookUpAll(postgresIdentityIndex(db), `postgres_${name}`, callers)),
    )
    tell(`${name} contacts are filed and looked up in PostgreSQL: ${inShort(rows)}`)
    if (redis === undefined) continue
    rows.push(...(await copied(redis, size, name)))
    const before = redis.fallbacks()
    rows.push(...(await lookUpAll(redis.index, `redis_${name}`, callers)))
    const fallbacks = redis.fallbacks() - before
    rows.push({ name: `index_fallbacks@redis_${name}`, value: fallbacks, unit: '' })
    tell(`${name} contacts are copied to Redis and looked up there: ${inShort(rows)}`)
  }
  rows.push({ name: 'index_rebuilt_per_s', value: await rebuildRate(db), unit: '/s' })
  return rows
}

/** The latest figures, for whoever watches a run of minutes. */
const inShort = (rows: readonly Measure[]) =>
  rows
    .slice(-10)
    .map(({ name, value }) => `${name.split('@', 1)[0]} ${value.toFixed(2)}`)
    .join(', ')

/** Who is looked up: facts and, where it is a person who comes again, their contact. */
type Caller = { readonly facts: PersonFacts; readonly contactId?: ContactId | undefined }

type Callers = { readonly mixed: readonly Caller[]; readonly common: readonly Caller[] }

/**
 * Files so many contacts and says who is looked up among them. The contacts themselves are let go: a
 * million of them in memory made pauses of this process, which no worker of the product has.
 */
async function filed(db: Db, size: number, name: string) {
  const known = madeUpContacts(size, { seed: 11, ...skewOf(size) })
  const people = known.map(({ facts }) => facts)
  const startedMs = performance.now()
  const ids = await fileAll(db, people)
  const rate = (people.length * 1_000) / (performance.now() - startedMs)
  const figures: Measure[] = [
    { name: `index_filed_per_s@${name}`, value: rate, unit: '/s' },
    {
      name: `index_bytes_per_contact@postgres_${name}`,
      value: await bytesInPostgres(db),
      unit: 'B',
    },
  ]
  const mixed = comingAgain(known, LOOK_UPS + WARM_UP, 12).map(({ entity, facts }): Caller => {
    return { facts, contactId: ids[entity] }
  })
  const common = Array<Caller>(COMMON_LOOK_UPS + WARM_UP).fill(mostCommon(known))
  return { callers: structuredClone({ mixed, common }), figures }
}

async function copied(redis: RedisStore, size: number, name: string): Promise<Measure[]> {
  const { rate, bytes } = await redis.copyAll(size)
  return [
    { name: `index_copied_per_s@${name}`, value: rate, unit: '/s' },
    { name: `index_bytes_per_contact@redis_${name}`, value: bytes, unit: 'B' },
  ]
}

const skewOf = (size: number) => ({ sizeOfLargest: size / 50, johnSmiths: size / 20 })

async function lookUpAll(index: IdentityIndex, name: string, callers: Callers): Promise<Measure[]> {
  let reachable = 0
  const seen = await timed(index, callers.mixed, (found, { contactId }) => {
    if (contactId !== undefined && found.has(contactId)) reachable += 1
  })
  const persons = callers.mixed
    .slice(WARM_UP)
    .filter(({ contactId }) => contactId !== undefined).length
  const common = await timed(index, callers.common)
  return [
    { name: `index_pairs_completeness@${name}`, value: (reachable / persons) * 100, unit: '%' },
    { name: `index_candidates_mean@${name}`, value: mean(seen.counts), unit: '' },
    { name: `index_candidates_p99@${name}`, value: percentile(seen.counts, 0.99), unit: '' },
    { name: `index_capped_look_ups@${name}`, value: seen.capped * 100, unit: '%' },
    { name: `index_look_up_p50_ms@${name}`, value: percentile(seen.times, 0.5), unit: 'ms' },
    { name: `index_look_up_p99_ms@${name}`, value: percentile(seen.times, 0.99), unit: 'ms' },
    { name: `index_common_p99_ms@${name}`, value: percentile(common.times, 0.99), unit: 'ms' },
  ]
}

/** A John Smith of the largest company, of whom nothing else is known: all their keys are common. */
function mostCommon(known: readonly MadeUp[]): Caller {
  const { company, companyDomains = [] } = known[0]?.facts ?? {}
  const facts: PersonFacts = {
    ...{ givenName: 'John', familyName: 'Smith', emails: [], phones: [] },
    ...{ company, companyDomains },
  }
  return { facts }
}

/** Sorted times in milliseconds and numbers of candidates, without those of the warm-up. */
async function timed(
  index: IdentityIndex,
  callers: readonly Caller[],
  onFound: (found: ReadonlySet<ContactId>, caller: Caller) => void = () => undefined,
) {
  const times: number[] = []
  const counts: number[] = []
  let capped = 0
  for (const [at, caller] of callers.entries()) {
    const startedMs = performance.now()
    const { found, cappedKeys } = await index.candidates(caller.facts)
    const ms = performance.now() - startedMs
    if (at < WARM_UP) continue
    times.push(ms)
    counts.push(found.length)
    if (cappedKeys.length > 0) capped += 1
    onFound(new Set(found.map(({ contactId }) => contactId)), caller)
  }
  const ascending = (a: number, b: number) => a - b
  return {
    times: times.toSorted(ascending),
    counts: counts.toSorted(ascending),
    capped: capped / times.length,
  }
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
