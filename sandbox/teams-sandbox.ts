import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** One card as a workflow was asked to post it. */
export type PostedCard = { readonly body: readonly unknown[]; readonly actions: readonly unknown[] }

type TeamsReceived = { calls: number; readonly cards: PostedCard[] }

/** What the address of a workflow is signed with, unless told another. */
export const SANDBOX_TEAMS_SIGNATURE = 'sandbox-signature'

/** The address of a workflow of this sandbox. */
export const workflowOf = (url: string, signature = SANDBOX_TEAMS_SIGNATURE) =>
  `${url}/workflows/0001/triggers/manual/paths/invoke?api-version=2016-06-01&sig=${signature}`

const LARGEST = 28 * 1_024

/**
 * A workflow of Teams with the trigger "When a Teams webhook request is received": it answers 202 as
 * soon as it has begun. Unlike the real one it refuses at once a card that could not be posted.
 */
export function teamsSandbox(options: { port?: number } = {}): Promise<Sandbox<TeamsReceived>> {
  const received: TeamsReceived = { calls: 0, cards: [] }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      if (!call.path.startsWith('/workflows/')) return errorWith(404, 'WorkflowNotFound')
      if (call.query.get('sig') !== SANDBOX_TEAMS_SIGNATURE) {
        return errorWith(401, 'DirectApiAuthorizationRequired')
      }
      const card = cardIn(call)
      if (card === undefined) return errorWith(400, 'TriggerInputSchemaMismatch')
      received.cards.push(card)
      const run = String(received.cards.length).padStart(6, '0')
      return { status: 202, headers: { 'x-ms-workflow-run-id': `0858${run}` } }
    },
  })
}

type Message = {
  readonly type?: unknown
  readonly attachments?: readonly { readonly contentType?: unknown; readonly content?: unknown }[]
}

function cardIn({ body }: Call): PostedCard | undefined {
  const { type, attachments = [] } = (body ?? {}) as Message
  const [attachment] = attachments
  const card = (attachment?.content ?? {}) as { type?: unknown; version?: string } & PostedCard
  const isCard =
    type === 'message' &&
    attachment?.contentType === 'application/vnd.microsoft.card.adaptive' &&
    card.type === 'AdaptiveCard' &&
    Number(card.version) <= 1.4
  if (!isCard || JSON.stringify(body).length > LARGEST) return undefined
  return { body: card.body ?? [], actions: card.actions ?? [] }
}

function failure(status: number, { retryAfterSeconds }: Behaviour): Answer {
  if (status !== 429) return errorWith(status, 'InternalServerError')
  const headers = { 'retry-after': String(retryAfterSeconds ?? 1) }
  return { ...errorWith(429, 'TooManyRequests'), headers }
}

const errorWith = (status: number, code: string): Answer => ({
  status,
  body: { error: { code, message: `${code} in the sandbox` } },
})
