import type { ChannelsDocument } from './settings.ts'

/** The names of the channels that the document configures, as alerts and people call them. */
export const channelNames = (channels: ChannelsDocument): readonly string[] =>
  Object.entries(channels).flatMap(([key, one]) =>
    one === undefined ? [] : [channelName(key as keyof ChannelsDocument)],
  )

/** What alerts and people call a channel of the document. */
export const channelName = (key: keyof ChannelsDocument): string =>
  key === 'inApp' ? 'in-app' : key
