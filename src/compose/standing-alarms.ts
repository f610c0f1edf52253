import { postgresActivityWatch } from '../adapters/postgres/activity-watch.ts'
import { postgresChannelAlarms } from '../adapters/postgres/channel-alarms.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'
import { channelNames } from '../domain/documents/channel-names.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'

type Parts = { readonly db: Db; readonly configuration: ConfigurationStore }

/**
 * What needs a person, of the channels, sources and CRM that the documents name. What was taken out of them
 * needs nobody, and works no more to clear its alarm. Rejects with `Unavailable`.
 */
export function standingAlarms({ db, configuration }: Parts) {
  const ofChannels = postgresChannelAlarms(db)
  const ofSources = postgresSourceAlarms(db)
  const ofCrms = postgresActivityWatch(db)
  const documents = async () => (await configuration.current()).documents
  return {
    async channels() {
      const names = channelNames((await documents()).channels)
      return (await ofChannels.standing()).filter(({ channel }) => names.includes(channel))
    },
    async sources() {
      const keys = (await documents()).sources.sources.map(({ key }) => key)
      return (await ofSources.standing()).filter(({ sourceKey }) => keys.includes(sourceKey))
    },
    async crms() {
      const { kind } = (await documents()).crm
      return (await ofCrms.alarms()).filter(({ crm }) => crm === kind)
    },
  }
}
