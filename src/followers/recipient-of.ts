import type { Rep } from '../domain/documents/teams.ts'
import type { Recipient } from '../ports/notifier.ts'

/** Where a rep is reached. */
export const recipientOf = ({
  id,
  name,
  email,
  slackUserId,
  phone,
  teamId,
  timeZone,
}: Rep): Recipient => ({
  ...{ repId: id, name, email, teamId, timeZone },
  ...(slackUserId === undefined ? {} : { slackUserId }),
  ...(phone === undefined ? {} : { phone }),
})
