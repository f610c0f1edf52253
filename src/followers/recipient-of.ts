import { USUAL_LOCALE } from '../domain/alert-words/words-of.ts'
import type { Rep, TeamsDocument } from '../domain/documents/teams.ts'
import type { Recipient } from '../ports/notifier.ts'

/** Where a rep is reached, and in which language. */
export function recipientOf(rep: Rep, teams: Pick<TeamsDocument, 'locale'>): Recipient {
  const { id, name, email, slackUserId, phone, teamId, timeZone } = rep
  return {
    ...{ repId: id, name, email, teamId, timeZone },
    locale: rep.locale ?? teams.locale ?? USUAL_LOCALE,
    ...(slackUserId === undefined ? {} : { slackUserId }),
    ...(phone === undefined ? {} : { phone }),
  }
}
