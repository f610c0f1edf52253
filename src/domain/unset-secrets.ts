import type { Path } from './document-references.ts'
import { channelName } from './documents/channel-names.ts'
import type { Documents } from './documents/documents.ts'
import type { ChannelsDocument } from './documents/settings.ts'
import { SecretReference } from './documents/vocabulary.ts'

/** Why a secret that a document names cannot be read by this process; undefined when it can. */
export type SecretFailure = (reference: SecretReference) => string | undefined

/** A channel that lacks a secret, and where in which document that is named. */
export type UnsetSecret = {
  readonly code: 'channel-secret-unset'
  readonly message: string
  readonly kind: 'channels' | 'teams'
  readonly path: Path
}

/**
 * The secrets of channels that this process cannot read. It need not be the one that sends alerts, so
 * this is no mistake in the documents.
 */
export function unsetSecrets(
  { channels, teams }: Pick<Documents, 'channels' | 'teams'>,
  failureOf: SecretFailure,
): readonly UnsetSecret[] {
  const own = Object.keys(channels).flatMap((name) => {
    const key = name as keyof ChannelsDocument
    return secretsIn(channels[key], [key]).map((one) => ({ ...one, name: channelName(key) }))
  })
  const ofTeams = teams.teams.flatMap(({ teamsWorkflow: reference }, index) =>
    reference === undefined ? [] : [{ reference, path: ['teams', index, 'teamsWorkflow'] }],
  )
  return [
    ...own.map((one) => ({ ...one, kind: 'channels' as const })),
    ...ofTeams.map((one) => ({ ...one, kind: 'teams' as const, name: 'teams' })),
  ].flatMap(({ reference, name, kind, path }) => {
    const failure = failureOf(reference)
    if (failure === undefined) return []
    const message = `channel \`${name}\` cannot be used by this gateway: ${failure}. Every worker needs it to send alerts, and the gateway to take answers: set it for all of them and restart; until then such a worker leaves the channel out`
    return [{ code: 'channel-secret-unset', message, kind, path }]
  })
}

type Named = { readonly reference: SecretReference; readonly path: Path }

function secretsIn(value: unknown, path: Path): readonly Named[] {
  const read = SecretReference.safeParse(value)
  if (read.success) return [{ reference: read.data, path }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => secretsIn(one, [...path, key]))
}
