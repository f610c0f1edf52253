import { createHmac } from 'node:crypto'

/** The signing secret of the sandbox's app unless told another. */
export const SANDBOX_SLACK_SIGNING_SECRET = 'sandbox-signing-secret'

/** Somebody who presses a button of a message. */
export type Press = {
  readonly userId: string
  readonly actionId: string
  readonly value: string
  readonly messageTs?: string
  /** Where words back to them may be sent. */
  readonly responseUrl?: string
  readonly at?: Date
  readonly signingSecret?: string
}

/**
 * The request by which Slack tells that a button was pressed (`block_actions`), signed as it signs
 * (docs.slack.dev, verifying-requests-from-slack). Send it as it is, with POST.
 */
export function slackPress(press: Press) {
  const { userId, actionId, value, messageTs = '1700000000.000001', at = new Date() } = press
  const seconds = Math.floor(at.getTime() / 1_000)
  const payload = {
    type: 'block_actions',
    user: { id: userId, username: 'somebody', team_id: 'T0SANDBOX' },
    api_app_id: 'A0SANDBOX',
    container: { type: 'message', message_ts: messageTs, channel_id: 'D0SANDBOX' },
    channel: { id: 'D0SANDBOX', name: 'directmessage' },
    message: { type: 'message', ts: messageTs },
    response_url: press.responseUrl,
    actions: [{ type: 'button', action_id: actionId, value, action_ts: `${seconds}.123456` }],
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const secret = press.signingSecret ?? SANDBOX_SLACK_SIGNING_SECRET
  const mac = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${mac}`,
    },
  }
}
