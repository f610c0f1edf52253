import type { Lead } from '../domain/lead.ts'
import type { Occasion } from '../ports/notification-log.ts'
import { type AlertText, linesOn, whoIsIt } from './alert-text.ts'

/** Says that a lead has not been answered, to its rep or to somebody who may take it. */
export function escalationText(lead: Lead, occasion: Occasion, repName: string): AlertText {
  const who = whoIsIt(lead)
  const lines = linesOn(lead)
  if (occasion === 'reminder') return { title: `${who} is still waiting for you`, lines }
  if (occasion === 'standby') {
    return {
      title: `You may be next: ${who}`,
      lines: [`${repName} has not answered yet`, ...lines],
    }
  }
  return { title: `Nobody has answered ${who}`, lines: [`It is with ${repName}`, ...lines] }
}
