import { slackCallbacks } from '../adapters/slack/callbacks.ts'
import { twilioCallbacks } from '../adapters/twilio/callbacks.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { ChannelCallbacks } from '../ports/channel-callbacks.ts'
import { configured } from './configured.ts'
import { perRevision } from './per-revision.ts'
import type { Platform } from './platform.ts'

/** The channels of this gateway that vendors call back, by name. Without its secret one does not listen. */
export function channelCallbacksOf(platform: Platform) {
  return perRevision(
    platform.configuration,
    ({ channels }): ReadonlyMap<string, ChannelCallbacks> =>
      new Map(
        [...slackOf(channels, platform), ...smsOf(channels, platform)].map((one) => [
          one.channel,
          one.callbacks,
        ]),
      ),
  )
}

type Listener = { readonly channel: string; readonly callbacks: ChannelCallbacks }

function slackOf({ slack }: Documents['channels'], { config, log }: Platform): Listener[] {
  const reference = slack?.signingSecret
  if (reference === undefined) return []
  return configured('slack callbacks', { log }, () => {
    const signingSecret = config.secret(reference).reveal()
    const responseBaseUrl = config.slackHooksBaseUrl
    return { channel: 'slack', callbacks: slackCallbacks({ signingSecret, responseBaseUrl, log }) }
  })
}

function smsOf({ sms }: Documents['channels'], { config, log }: Platform): Listener[] {
  if (sms === undefined) return []
  return configured('sms callbacks', { log }, () => {
    const authToken = config.secret(sms.authToken).reveal()
    return { channel: 'sms', callbacks: twilioCallbacks({ authToken }) }
  })
}
