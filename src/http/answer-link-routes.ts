import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type AnswerGrant, type ReadGrant, readAnswerToken } from '../domain/answer-link.ts'
import { type Answered, type AnswerPorts, answerOffer, offerStanding } from './answer-offer.ts'
import { type AnswerView, answerPage, answerSaid } from './answer-page.ts'
import { type ComeBackPorts, comeBack, type SetAwayStanding, setAwayStanding } from './come-back.ts'

/** What the pages behind the links of alerts work on. */
export type AnswerLinkPorts = AnswerPorts &
  ComeBackPorts & {
    /** The key that signs the links. */
    readonly answerKey: () => Promise<Uint8Array>
  }

/** The form of the page sends nothing but itself. */
const BODY_LIMIT = 16_384

/**
 * Where the links of alerts lead. Looking changes nothing, because programs that check links look at
 * all of them; only the button of the page answers. Public: the link is what proves the rep.
 */
export const answerLinkRoutes: FastifyPluginAsync<AnswerLinkPorts> = async (app, ports) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async () => undefined)
  const config = { public: true } as const

  app.get<Params>('/a/:token', { config, schema: documentation.get }, async (request, reply) => {
    const read = await grantIn(request, ports)
    const view = read.ok ? await viewOf(read.grant, ports) : { state: read.why }
    return send(request, reply, { view, locale: await localeOf(read, ports) })
  })

  app.post<Params>('/a/:token', { config, schema: documentation.post }, async (request, reply) => {
    const read = await grantIn(request, ports)
    const locale = await localeOf(read, ports)
    if (!read.ok) return send(request, reply, { view: { state: read.why }, locale })
    return send(request, reply, { view: await pressedView(read.grant, ports), locale })
  })
}

type Params = { Params: { token: string } }

const LONGEST_TOKEN = 300

async function grantIn(
  { params: { token } }: FastifyRequest<Params>,
  { answerKey, clock }: AnswerLinkPorts,
): Promise<ReadGrant> {
  if (token.length > LONGEST_TOKEN) return { ok: false, why: 'unknown' }
  return readAnswerToken(await answerKey(), token, clock())
}

/** The rep's own; where no rep is known, that of all who have none. */
async function localeOf(read: ReadGrant, { configuration }: AnswerLinkPorts) {
  const { teams } = (await configuration.current()).documents
  const rep = read.ok ? teams.reps.find(({ id }) => id === read.grant.repId) : undefined
  return rep?.locale ?? teams.locale
}

async function viewOf(grant: AnswerGrant, ports: AnswerLinkPorts): Promise<AnswerView> {
  const { action } = grant
  if (action === 'back') return backView(await setAwayStanding(grant.repId, ports))
  const offer = await offerStanding(grant, ports)
  if (offer.standing === 'mine' && action === 'accept') return { state: 'accept-done' }
  // What was accepted is called and reached, but not declined.
  const isOver = offer.standing === 'over' || (offer.standing === 'mine' && !isStillOf(grant))
  if (isOver) return { state: 'over', holder: offer.holder }
  return { state: 'asked', action }
}

const isStillOf = ({ action }: AnswerGrant) => action === 'call'

/** What pressing the button of the page comes to. */
async function pressedView(grant: AnswerGrant, ports: AnswerLinkPorts): Promise<AnswerView> {
  const { action } = grant
  if (action === 'back') return backView(await comeBack(grant.repId, ports))
  return answeredView(await answerOffer({ ...grant, action }, ports), grant, ports)
}

function backView(standing: SetAwayStanding): AnswerView {
  if (standing === 'set-away') return { state: 'asked', action: 'back' }
  return { state: `back-${standing === 'back' ? 'done' : 'over'}` }
}

async function answeredView(
  answered: Answered,
  { leadId }: AnswerGrant,
  { leads }: AnswerLinkPorts,
): Promise<AnswerView> {
  if (answered.counts) {
    if (answered.action !== 'call') return { state: `${answered.action}-done` }
    const phone = (await leads.find(leadId))?.lead.parts.findings?.phone
    return { state: 'call-done', phone }
  }
  if (answered.why === 'used-up') return { state: 'snooze-used-up' }
  return { state: 'over', holder: answered.holder }
}

const STATUS: Readonly<Record<AnswerView['state'], number>> = {
  asked: 200,
  'accept-done': 200,
  'decline-done': 200,
  'snooze-done': 200,
  'call-done': 200,
  'back-done': 200,
  'back-over': 409,
  'snooze-used-up': 409,
  over: 409,
  unknown: 404,
  expired: 410,
}

type Shown = { readonly view: AnswerView; readonly locale: string | undefined }

/** A page for people; what asks for JSON, such as a service worker, gets that. */
function send(request: FastifyRequest, reply: FastifyReply, { view, locale }: Shown): FastifyReply {
  reply.code(STATUS[view.state]).headers(PRIVATE)
  if (request.headers.accept?.startsWith('application/json') === true) {
    return reply.send({ ...view, said: answerSaid(view, locale) })
  }
  return reply.type('text/html; charset=utf-8').send(answerPage(view, locale))
}

/** The address is a secret: it must not be kept, passed on or put into a frame. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}

const documentation = {
  get: {
    tags: ['Channels'],
    summary: 'The page behind a link of an alert; looking at it changes nothing',
  },
  post: {
    tags: ['Channels'],
    summary: 'Answer an offer by the link of an alert, or say that one is back',
    description:
      'JSON for `accept: application/json`, with what a page would say as `said`, else a page. 409 when the offer is over.',
  },
}
