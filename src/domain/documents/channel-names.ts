import type { ChannelsDocument } from './settings.ts'

/** The names of the channels that the document configures, as alerts and people call them. */
export const channelNames = (channels: ChannelsDocument): readonly string[] =>
  Object.entries(channels).flatMap(([name, one]) =>
    one === undefined ? [] : [name === 'inApp' ? 'in-app' : name],
  )
