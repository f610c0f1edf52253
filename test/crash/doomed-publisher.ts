import process from 'node:process'
import { connect } from '../../src/adapters/postgres/connect.ts'
import { postgresEventOutbox } from '../../src/adapters/postgres/event-outbox.ts'
import { webhookEventSender } from '../../src/adapters/webhook/event-sender.ts'
import { readConfig } from '../../src/config.ts'
import { newId } from '../../src/domain/ids.ts'
import type { EventOutbox } from '../../src/ports/event-outbox.ts'
import { publishEvents } from '../../src/worker/publish-events.ts'

/**
 * A publisher of events that kills itself, as `kill -9` would, when a batch has been sent for the
 * so-manieth time and is about to be recorded.
 * Called as: doomed-publisher.ts <database url> <batches to record before>
 */
const [databaseUrl = '', recorded = '0'] = process.argv.slice(2)
const config = readConfig({})
const clock = () => new Date()

publishEvents({
  outbox: doomed(postgresEventOutbox(connect(databaseUrl, 2)), Number(recorded)),
  sender: webhookEventSender({ reach: config.eventsReach, clock }),
  clock,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  metrics: { count: () => undefined, observe: () => undefined },
  publicUrl: config.publicUrl,
  holder: newId(),
})

function doomed(outbox: EventOutbox, records: number): EventOutbox {
  let left = records
  return {
    ...outbox,
    settle(...args) {
      if (left === 0) process.kill(process.pid, 'SIGKILL')
      left -= 1
      return outbox.settle(...args)
    },
  }
}
