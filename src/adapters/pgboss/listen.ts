import { createHash } from 'node:crypto'
import pg from 'pg'
import { BOSS_SCHEMA } from './boss.ts'

const RECONNECT_MS = 1_000

/**
 * The channel pg-boss notifies when a job is added. Its API wakes only its own workers, and we
 * claim ourselves, so we listen on the same channel: `pgboss_` and the first 24 hexadecimal digits
 * of the schema's SHA-224.
 */
export const BOSS_CHANNEL = `pgboss_${createHash('sha224').update(BOSS_SCHEMA).digest('hex').slice(0, 24)}`

/**
 * Listens for added jobs on a connection of its own, and connects again when it breaks. Only a
 * hint: whoever claims also looks by the clock, so a missed one costs half a second.
 */
export function listenForJobs(databaseUrl: string) {
  const listeners: ((queue: string) => void)[] = []
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function open(): Promise<void> {
    const opened = new pg.Client({ connectionString: databaseUrl })
    client = opened
    opened.on('error', again)
    opened.on('end', again)
    opened.on('notification', ({ payload = '' }) => {
      for (const wake of listeners) wake(payload)
    })
    await opened.connect()
    await opened.query(`listen ${BOSS_CHANNEL}`)
  }

  function again(): void {
    if (closed || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      open().catch(again)
    }, RECONNECT_MS)
  }

  open().catch(again)

  return {
    onAdded: (wake: (queue: string) => void) => void listeners.push(wake),
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
