import type { Documents } from '../domain/documents/documents.ts'
import type { Rep } from '../domain/documents/teams.ts'
import { offerCode } from '../domain/offer-code.ts'
import { phoneDigits } from '../domain/phone-digits.ts'
import type { CallbackLog } from '../ports/callback-log.ts'
import type { Callback, Responder } from '../ports/channel-callbacks.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeliveryReports } from '../ports/delivery-reports.ts'
import type { OpenOffer, OpenOffers } from '../ports/open-offers.ts'
import type { OptOuts } from '../ports/opt-outs.ts'
import { type AnswerPorts, answerOffer } from './answer-offer.ts'
import { answeredWords, NOBODY_KNOWN, nothingOpen, severalOpen } from './answer-words.ts'

/** What callbacks of vendors work on. */
export type CallbackPorts = AnswerPorts & {
  readonly clock: Clock
  readonly callbackLog: CallbackLog
  readonly openOffers: OpenOffers
  readonly optOuts: OptOuts
  readonly deliveryReports: DeliveryReports
}

/** Who answers later than this means something else. */
const STILL_MEANT_MS = 24 * 3_600_000

type Answer = Extract<Callback, { kind: 'answer' }>

/**
 * Does what a vendor tells us, and resolves with what is said to the person; undefined when there is
 * nothing to say. A callback that comes again changes nothing and says nothing.
 */
export async function takeCallback(
  channel: string,
  callback: Callback,
  ports: CallbackPorts,
): Promise<string | undefined> {
  if (callback.kind === 'nothing') return callback.say
  if (callback.kind === 'delivery') {
    await ports.deliveryReports.report({ channel, ...callback, at: ports.clock() })
    return undefined
  }
  if (await ports.callbackLog.wasHeeded(channel, callback.key)) return undefined
  const words = await heed(channel, callback, ports)
  // Afterwards: if we die in between, the vendor asks again and the answer is given again.
  await ports.callbackLog.heeded(channel, callback.key, ports.clock())
  return words
}

async function heed(
  channel: string,
  callback: Exclude<Callback, { kind: 'nothing' | 'delivery' }>,
  ports: CallbackPorts,
): Promise<string | undefined> {
  if (callback.kind === 'answer') return answerOf(channel, callback, ports)
  const { optOuts, clock } = ports
  if (callback.kind === 'opt-out') await optOuts.add(channel, callback.address, clock())
  else await optOuts.remove(channel, callback.address)
  return undefined
}

async function answerOf(channel: string, callback: Answer, ports: CallbackPorts): Promise<string> {
  const { documents } = await ports.configuration.current()
  const rep = repBehind(callback.from, documents)
  if (rep === undefined) return NOBODY_KNOWN
  const locale = rep.locale ?? documents.teams.locale
  const offers = await offersMeant(callback, rep, ports)
  const [offer, ...others] = offers
  if (offer === undefined) return nothingOpen(locale)
  if (others.length > 0)
    return severalOpen(
      offers.map(({ assignmentId }) => offerCode(assignmentId)),
      locale,
    )
  const { action } = callback
  const answered = await answerOffer({ action, ...offer, repId: rep.id, via: channel }, ports)
  return answeredWords(answered, locale)
}

async function offersMeant(
  { offer }: Answer,
  { id }: Rep,
  { openOffers, clock }: CallbackPorts,
): Promise<readonly OpenOffer[]> {
  if ('leadId' in offer) return [offer]
  const { code } = offer
  const isMeant = ({ assignmentId }: OpenOffer) =>
    code === undefined || offerCode(assignmentId) === code.toUpperCase()
  const open = (await openOffers.of(id)).filter(isMeant)
  if (open.length > 0) return open
  const lost = await openOffers.lost(id, new Date(clock().getTime() - STILL_MEANT_MS))
  return lost !== undefined && isMeant(lost) ? [lost] : []
}

function repBehind(from: Responder, { teams }: Documents): Rep | undefined {
  const active = teams.reps.filter((rep) => rep.active)
  if ('slackUserId' in from)
    return active.find(({ slackUserId }) => slackUserId === from.slackUserId)
  const digits = phoneDigits(from.phone)
  return active.find(({ phone }) => phone !== undefined && phoneDigits(phone) === digits)
}
