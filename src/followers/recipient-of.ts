import { USUAL_LOCALE } from '../domain/alert-words/words-of.ts'
import type { Rep, Team, TeamsDocument } from '../domain/documents/teams.ts'
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

/** Where a team is told as a team, in its own channels. */
export const teamRecipientOf = (
  { id, name, timeZone, slackChannel }: Team,
  teams: Pick<TeamsDocument, 'locale'>,
): Recipient => ({
  // No rep has such an id, so it is nobody's address on the channels of persons.
  ...{ repId: `team:${id}`, name, email: '', teamId: id, isTeam: true },
  locale: teams.locale ?? USUAL_LOCALE,
  ...(timeZone === undefined ? {} : { timeZone }),
  ...(slackChannel === undefined ? {} : { slackChannel }),
})
