/* What the page of a lead says of events and times. */

import { locale, words } from './words.js'

/* One event in words, with the names of reps by their ids; of an event that is newer than this page its type. */
export const eventText = ({ type, data }, nameOf) =>
  words().events[type]?.(data, { rep: nameOf, moment: clock }) ?? type

/* How a lead stands, and with whom. */
export function standingText({ state, repId, acknowledgedAt, firstContactAt }, nameOf, ownId) {
  const { states, standing } = words()
  if (repId === undefined || states[state] !== undefined) return states[state] ?? standing.nobody
  const who = repId === ownId ? standing.you : nameOf(repId)
  if (firstContactAt !== undefined) return standing.contacted(who)
  if (state === 'attached') return standing.attached(who)
  return acknowledgedAt === undefined ? standing.offered(who) : standing.accepted(who)
}

/* How soon an answer is due, or since when it is late. */
export function dueText(dueAt, now) {
  const { due } = words()
  const ms = new Date(dueAt).getTime() - now
  if (ms < 0) return due.late(lasted(-ms))
  const [seconds, minutes, hours] = [ms / 1_000, ms / 60_000, ms / 3_600_000].map(Math.floor)
  if (hours >= 24) return due.by(clock(dueAt))
  const two = (n) => String(n % 60).padStart(2, '0')
  return due.within(
    hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`,
  )
}

/* How long something took, as people say it. */
export function lasted(ms) {
  if (ms < 10_000) return `${tenths(ms / 1_000)} s`
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`
  return words().days(Math.round(ms / 86_400_000))
}

const tenths = (seconds) =>
  seconds.toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })

const TIME = { hour: 'numeric', minute: '2-digit' }
const DAY = { weekday: 'short', day: 'numeric', month: 'short' }

/* The time of today, else with its day. */
export function clock(at) {
  const then = new Date(at)
  const time = then.toLocaleTimeString(locale(), TIME)
  const isToday = then.toDateString() === new Date().toDateString()
  return isToday ? time : `${then.toLocaleDateString(locale(), DAY)}, ${time}`
}
