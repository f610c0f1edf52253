import { asObject, type BodyTree, objectAt, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { entriesOf } from '../entry.ts'
import { targetFinder } from '../field-names.ts'
import { plainAnswers } from '../plain-answers.ts'
import { sameSecret } from '../same-secret.ts'
import type { CaptureRequest, SourceKind } from '../source-kind.ts'

/**
 * Drift, which tells when a visitor of a chat has given an address. What else it says then is not
 * public, so everything that is named like a field of ours is taken from wherever it stands.
 * https://devdocs.drift.com/docs/webhook-events-1
 */
export const drift: SourceKind = {
  verify,
  split: (body) => [
    textAt(body, 'type') === 'contact_identified'
      ? { kind: 'lead', content: body }
      : { kind: 'notice', content: body, why: 'event-not-a-lead' },
  ],
  map: mapContact,
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

/** The token stands in the body and in a header; each that is there must be right. */
function verify({ body, headers, secrets }: CaptureRequest) {
  const sent = [headers['x-verification-token'], textAt(body, 'token')].filter(
    (token) => token !== undefined,
  )
  const isRight = sent.length > 0 && sent.every((token) => sameSecret(token, secrets))
  return isRight ? 'authentic' : 'forged'
}

/** Names that only wrap what a contact says of themselves. */
const WRAPPERS = /^(?:(?:contact|attributes)\.)+/

function mapContact(body: BodyTree, { fieldMap }: Source): LeadForm {
  const data = objectAt(body, 'data')
  const targetOf = targetFinder(fieldMap)
  const id = ['contactId', 'id'].flatMap((name) => textAt(data, name) ?? [])[0]
  const conversation = textAt(data, 'conversationId')
  return assembleForm([
    ...entriesOf(data).map((entry) => ({
      ...entry,
      target: targetOf(entry.name.replace(WRAPPERS, '')),
    })),
    ...entriesOf({ orgId: asObject(body)?.orgId ?? null }),
    ...(id === undefined
      ? []
      : [
          {
            name: 'id',
            value: conversation === undefined ? id : `${id}:${conversation}`,
            target: 'sourceLeadId' as const,
          },
        ]),
  ])
}
