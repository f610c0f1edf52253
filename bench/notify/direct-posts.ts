import { setTimeout as wait } from 'node:timers/promises'
import { SANDBOX_SLACK_TOKEN } from '../../sandbox/slack-sandbox.ts'
import { slackMessage } from '../../src/adapters/slack/slack-message.ts'
import { aNotification } from '../../test/support/a-notification.ts'
import { percentile } from '../support/percentile.ts'

/** Posts a message in each of many conversations at a steady rate, and says how long Slack took. */
export async function directPosts(slackUrl: string, rate: number, seconds: number) {
  const began = performance.now()
  const latencies: number[] = []
  const post = async (nth: number) => {
    const dueMs = (nth * 1_000) / rate
    await wait(Math.max(0, dueMs - (performance.now() - began)))
    await postOne(slackUrl, nth)
    latencies.push(performance.now() - began - dueMs)
  }
  await Promise.all(Array.from({ length: rate * seconds }, (_, nth) => post(nth)))
  latencies.sort((a, b) => a - b)
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

async function postOne(slackUrl: string, nth: number): Promise<void> {
  const id = `direct-${nth}`
  const message = slackMessage(`UDIRECT${nth}`, { ...aNotification(), id })
  const answer = await fetch(`${slackUrl}/api/chat.postMessage`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SANDBOX_SLACK_TOKEN}`,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify(message),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Slack answered ${answer.status}: ${text}`)
}
