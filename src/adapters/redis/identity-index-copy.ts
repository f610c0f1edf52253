import type { Redis } from 'ioredis'
import { Unavailable } from '../../domain/failure.ts'
import { hashedKeys } from '../../domain/matching/hashed-keys.ts'
import type { ContactLog, FiledContact, LogTurn } from '../../ports/contact-log.ts'
import type { IndexCopy } from '../../ports/index-copy.ts'
import { redisConnection } from './connection.ts'
import { type IndexLayout, indexLayout, packed, unpacked } from './index-layout.ts'

/** A page of so many contacts is some thousand commands, and takes a small part of a turn. */
const PAGE = 250
/** Less than the three seconds that a turn may take, together with the page after it. */
const TIME_LIMIT_MS = 1_000
const CLEARING_MS = 1_000
/** A copy that is this far behind, or that nobody has followed for so long, is not used. */
const FRESH_SECONDS = 10

type Parts = {
  readonly url: string
  readonly log: ContactLog
  readonly onBroken: (code: string) => void
}

type Place = {
  readonly edition: string
  /** Not there before the first page. */
  readonly place?: string
  readonly isWhole: boolean
}

/**
 * The index in Redis, taken from the log of filed contacts. Its place stands in Redis beside it, so
 * that a server that was emptied is filled again and one that has lost its last minutes goes on from
 * where it has come. One process at a time writes; a page is written again when its end was not.
 */
export function redisIndexCopy({ url, log, onBroken }: Parts): IndexCopy {
  const redis = redisConnection({ url, timeLimitMs: TIME_LIMIT_MS, onBroken, isPipelined: true })
  return {
    follow: async () => {
      if (redis.status !== 'ready') throw away()
      const layout = indexLayout(await log.name())
      return await log.inTurn((turn) => translated(() => takeTurn(redis, layout, turn)))
    },
    lagSeconds: async () => {
      if (redis.status !== 'ready') throw away()
      const layout = indexLayout(await log.name())
      const at = placeFrom(await translated(() => redis.get(layout.place)))
      return at?.isWhole && at.place ? await log.lagSeconds(at.place) : undefined
    },
    close: () => redis.disconnect(),
  }
}

const away = () => new Unavailable('redis-down', 'Redis does not answer')

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What comes from the log is translated already.
    throw error instanceof Unavailable ? error : away()
  }
}

const placeFrom = (text: string | null) => (text === null ? undefined : (JSON.parse(text) as Place))

async function takeTurn(
  redis: Redis,
  layout: IndexLayout,
  { edition, after, lagSeconds }: LogTurn,
): Promise<'more' | 'done'> {
  const text = await redis.get(layout.place)
  const at = placeFrom(text)
  if (text === null || at?.edition !== edition) return await startAnew(redis, layout, edition)

  const { contacts, place } = await after(at.place, PAGE)
  await apply(redis, layout, contacts)
  const isEnd = contacts.length < PAGE
  const next: Place = { edition, place, isWhole: isEnd || at.isWhole }
  const isMoved = await redis.eval(MOVE, 1, layout.place, text, JSON.stringify(next))
  if (isMoved === 0) return await giveUp(redis, layout)
  if (!isEnd) return 'more'
  // The end of what can be read may be far behind while somebody holds a transaction open.
  if ((await lagSeconds(place)) < FRESH_SECONDS) {
    await redis.set(layout.fresh, 1, 'EX', FRESH_SECONDS)
  }
  return 'done'
}

/** Only from where the turn began. Of one key, so that a cluster takes it. */
const MOVE = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('set', KEYS[1], ARGV[2])
  return 1`

/**
 * Redis was emptied meanwhile, or this process was held up for so long that it lost its turn to
 * another. Nobody can say whose writes were the last, so the copy is made from the beginning.
 */
async function giveUp(redis: Redis, layout: IndexLayout): Promise<'more'> {
  await Promise.all([redis.unlink(layout.fresh), redis.unlink(layout.place)])
  return 'more'
}

async function startAnew(redis: Redis, layout: IndexLayout, edition: string): Promise<'more'> {
  if (!(await isCleared(redis, layout))) return 'more'
  const beginning = JSON.stringify({ edition, isWhole: false } satisfies Place)
  const isFirst = await redis.set(layout.place, beginning, 'NX')
  return isFirst === null ? await giveUp(redis, layout) : 'more'
}

/** Whether nothing is left of an earlier copy; what is not gone yet goes with the next turn. */
async function isCleared(redis: Redis, layout: IndexLayout): Promise<boolean> {
  const startedMs = performance.now()
  // First of all, so that from now on nobody reads what is half gone.
  await Promise.all([redis.unlink(layout.fresh), redis.unlink(layout.place)])
  let cursor = '0'
  do {
    if (performance.now() - startedMs > CLEARING_MS) return false
    const [next, keys] = await redis.scan(cursor, 'MATCH', layout.everything, 'COUNT', 2_000)
    await Promise.all(keys.map((key) => redis.unlink(key)))
    cursor = next
  } while (cursor !== '0')
  return true
}

/**
 * Keys before records: a record says what a contact is filed under, so one that was written without
 * its keys would hide that they are missing when the page is written again.
 */
async function apply(
  redis: Redis,
  layout: IndexLayout,
  contacts: readonly FiledContact[],
): Promise<void> {
  const before = await Promise.all(
    contacts.map(({ contactId }) => redis.get(layout.contact(contactId))),
  )
  await Promise.all(
    contacts.flatMap(({ contactId, facts }, at) => {
      const record = before[at]
      const keys = new Set(facts && keysOf(facts))
      const gone = record ? keysOf(unpacked(record)).filter((key) => !keys.has(key)) : []
      return [
        ...[...keys].map((key) => redis.zadd(layout.bucket(key), 0, layout.member(key, contactId))),
        ...gone.map((key) => redis.zrem(layout.bucket(key), layout.member(key, contactId))),
      ]
    }),
  )
  await Promise.all(
    contacts.map(({ contactId, facts }) =>
      facts === undefined
        ? redis.unlink(layout.contact(contactId))
        : redis.set(layout.contact(contactId), packed(facts)),
    ),
  )
}

const keysOf = (facts: Parameters<typeof hashedKeys>[0]) => hashedKeys(facts).map(({ key }) => key)
