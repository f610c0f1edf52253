import { once } from 'node:events'
import { slackSandbox } from '../../sandbox/slack-sandbox.ts'

/** What Slack has taken so far. */
export type SlackTally = {
  readonly messages: number
  /** Messages of an alert that had come before. */
  readonly repeats: number
}

/**
 * Slack's sandbox in a process of its own, which answers within 100 to 300 ms and takes one message a
 * second in each conversation. Tells its parent its address, and its tally when asked.
 */
const sandbox = await slackSandbox({ perConversation: 1 })
sandbox.behave({ latencyMs: [100, 300] })
process.on('message', () => process.send?.(tally()))
process.send?.(sandbox.url)
await once(process, 'disconnect')
process.exit(0)

function tally(): SlackTally {
  const { messages } = sandbox.received
  const alerts = new Set(messages.map(({ metadata }) => alertOf(metadata)))
  return { messages: messages.length, repeats: messages.length - alerts.size }
}

function alertOf(metadata: unknown): string {
  const { event_payload } = metadata as { event_payload: { notification_id: string } }
  return event_payload.notification_id
}
