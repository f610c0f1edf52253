import { connect } from '../adapters/postgres/connect.ts'
import { postgresEventOutbox } from '../adapters/postgres/event-outbox.ts'
import { webhookEventSender } from '../adapters/webhook/event-sender.ts'
import { newId } from '../domain/ids.ts'
import { type Publisher, publishEvents } from '../worker/publish-events.ts'
import type { Platform } from './platform.ts'

/** Its own, so that no lead waits for a connection because of a subscriber. */
const CONNECTIONS = 2

/** Starts telling subscribers of events. */
export function startPublisher(platform: Platform): Publisher {
  const { databaseUrl, clock, log, config, telemetry } = platform
  const db = connect(databaseUrl, CONNECTIONS)
  const publisher = publishEvents({
    outbox: postgresEventOutbox(db),
    sender: webhookEventSender({ reach: config.eventsReach, clock }),
    ...{ clock, log },
    metrics: telemetry.metrics,
    publicUrl: config.publicUrl,
    // Not the id of the process: a process that comes back must not take the claims of its past for its own.
    holder: newId(),
  })
  return {
    async stop(graceMs) {
      await publisher.stop(graceMs)
      await db.destroy()
    },
  }
}
