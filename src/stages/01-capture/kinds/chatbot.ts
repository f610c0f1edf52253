import { asObject, type BodyTree } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import { assembleConversation } from '../assemble-conversation.ts'
import { assembleForm } from '../assemble-form.ts'
import { chatShapeOf } from '../chat-shapes/chat-shape-of.ts'
import { consentOf } from '../consent.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { notAnObject } from '../not-an-object.ts'
import { plainAnswers } from '../plain-answers.ts'
import type { CaptureRequest, SourceKind } from '../source-kind.ts'
import { isStandardWebhook, verifyStandardWebhook } from '../standard-webhook.ts'
import { verifySignature } from '../verify-signature.ts'

/**
 * A chatbot of our customer, which sends its conversations part by part and signs them by Standard
 * Webhooks; and, read as well as can be, what Chatbase, Chatwoot and other live chats send.
 */
export const chatbot: SourceKind = {
  verify,
  split(body) {
    const part = asObject(body)
    if (part === undefined) return notAnObject(body)
    const why = chatShapeOf(part).noticeIn(part)
    return [
      why === undefined
        ? { kind: 'conversation', content: body }
        : { kind: 'notice', content: body, why },
    ]
  },
  converse: (content, request) => assembleConversation(saidIn(content, request.source), request),
  map(content, source) {
    const { person, qualification = [], consent = [] } = saidIn(content, source)
    return assembleForm([...person, ...qualification], { consent: consentOf(consent) })
  },
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

function saidIn(content: BodyTree, source: Source) {
  const part = asObject(content) ?? {}
  return chatShapeOf(part).read(part, source)
}

/** Without a secret only a token in the path can prove anything. */
function verify(request: CaptureRequest) {
  const { source, headers, bytes } = request
  const hasSecret = source.secret !== undefined || source.previousSecret !== undefined
  if (!hasSecret && source.pathToken !== undefined) return 'unverified'
  if (isStandardWebhook(request)) return verifyStandardWebhook(request)
  const chatbase = headers['x-chatbase-signature']
  return verifySignature(request, {
    hash: 'sha1',
    encoding: 'hex',
    signatures: chatbase === undefined ? [] : [chatbase],
    signed: [bytes],
  })
}
