import { DRAFT_PROBLEMS } from './draft-problems.ts'
import { offerProblems } from './offer-problems.ts'
import type { Problem } from './problem.ts'
import { ROUTING_PROBLEMS } from './routing-problems.ts'

type Known = Omit<Problem, 'code'>

/** What the public is told about each code. A code that is not here is told by its ending. */
const KNOWN: Readonly<Record<string, Known>> = {
  ...offerProblems,
  ...ROUTING_PROBLEMS,
  'body-not-utf8': bad('Not UTF-8', 'The body is not valid UTF-8.'),
  'body-not-json': bad('Not JSON', 'The body is not valid JSON.'),
  'body-too-deep': bad('Nested too deep', 'The body has more than 64 levels of nesting.'),
  'body-not-an-object': bad('No fields', 'The body must be an object or a form with fields.'),
  'body-not-multipart': bad('Not multipart', 'The body does not match its multipart content type.'),
  'idempotency-key-invalid': bad(
    'Bad Idempotency-Key',
    'Idempotency-Key must have 1 to 255 printable ASCII characters.',
  ),
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    detail: 'The body has more than 1 MiB (1,048,576 bytes).',
  },
  'signals-too-large': {
    status: 413,
    title: 'Too large',
    detail: 'The signals have more than 64 KiB (65,536 bytes). Send them in parts.',
  },
  'content-type-unsupported': {
    status: 415,
    title: 'Content type not supported',
    detail:
      'The API reads application/json; capture addresses also read text/plain with JSON, ' +
      'application/x-www-form-urlencoded and multipart/form-data.',
  },
  'token-missing': {
    status: 401,
    title: 'Token missing',
    detail: 'Send an API token as "Authorization: Bearer <token>".',
  },
  'token-unknown': {
    status: 401,
    title: 'Token unknown',
    detail: 'This token is unknown or was revoked.',
  },
  'role-not-allowed': {
    status: 403,
    title: 'Not allowed',
    detail: 'The role of this token may not do this.',
  },
  'token-without-rep': {
    status: 403,
    title: 'Token without rep',
    detail: 'This token belongs to no rep.',
  },
  'delivery-not-authentic': {
    status: 401,
    title: 'Not authentic',
    detail: 'The key or signature of this delivery is missing or wrong.',
  },
  'callback-not-authentic': {
    status: 401,
    title: 'Not authentic',
    detail: 'The signature of this callback is missing, wrong or too old.',
  },
  'origin-not-allowed': {
    status: 403,
    title: 'Origin not allowed',
    detail: 'Pages of this origin may not post to this source.',
  },
  'source-unknown': {
    status: 404,
    title: 'Source unknown',
    detail: 'There is no source with this key.',
  },
  'delivery-unknown': {
    status: 404,
    title: 'Delivery unknown',
    detail: 'There is no delivery with this id.',
  },
  'list-too-long': {
    status: 413,
    title: 'List too long',
    detail: 'A million lines, 64 MiB at most.',
  },
  'cursor-invalid': bad('Cursor invalid', 'This is not the nextCursor of a page of this list.'),
  'contacts-joined': conflict('One contact already', 'These two are one contact already.'),
  'contact-edited': conflict(
    'Edited meanwhile',
    'Somebody has edited this contact since that version. Read it again and decide anew.',
  ),
  'contact-key-taken': conflict(
    'Address of another contact',
    'This address belongs to another contact. If both are one person, join the two.',
  ),
  'join-unknown': {
    status: 404,
    title: 'No such join',
    detail: 'No such join of this contact is in force; its history says which ones are.',
  },
  'owner-unsuitable': {
    status: 422,
    title: 'Not an owner',
    detail: 'ownerRepId must be the owner of one of the two contacts.',
  },
  'lead-not-of-contact': {
    status: 422,
    title: 'Not its lead',
    detail: 'Some of these are no leads of this contact.',
  },
  'split-of-several-joins': {
    status: 422,
    title: 'Several joins',
    detail: 'These leads came to the contact by several joins. Split them join by join.',
  },
  'split-leaves-nothing': {
    status: 422,
    title: 'Nothing would be left',
    detail:
      'All leads of the contact would go: leads that were attached by a key go with the lead ' +
      'that named it first. Name the later leads instead.',
  },
  'account-parent-unknown': {
    status: 422,
    title: 'Parent unknown',
    detail: 'There is no account with the id in parentId.',
  },
  'account-parent-circle': {
    status: 422,
    title: 'Parents in a circle',
    detail: 'The account in parentId belongs to this one, directly or by others between them.',
  },
  'crm-without-companies': conflict(
    'No companies to take in',
    'The crm document names no CRM with companies; HubSpot is one.',
  ),
  'account-id-conflict': conflict(
    'External id taken',
    'Another account has one of these external ids.',
  ),
  'token-name-conflict': conflict('Name taken', 'There is a token of this name already.'),
  ...DRAFT_PROBLEMS,
  'subscription-limit': conflict(
    'Too many subscriptions',
    'There are 100 subscriptions, and no more may be added. Delete one first.',
  ),
  'route-unknown': { status: 404, title: 'Not found', detail: 'There is nothing at this address.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This address takes POST.',
  },
  'idempotency-key-in-flight': {
    status: 409,
    title: 'Request in flight',
    detail: 'The first request with this Idempotency-Key is still worked on.',
    retryAfterSeconds: 1,
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key reused',
    detail: 'This Idempotency-Key was used with another body in the last 24 hours.',
  },
}

/** The problem a refusal with this code is answered with: 404, 403, 409 or 422 unless listed. */
export function knownProblem(code: string): Problem {
  const known = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined
  return { code, ...(known ?? byEnding(code)) }
}

function byEnding(code: string): Known {
  const words = code.replaceAll('-', ' ')
  const title = words.charAt(0).toUpperCase() + words.slice(1)
  if (code.endsWith('-unknown')) {
    const detail = `There is no such ${words.replace(/ unknown$/, '')}.`
    return { status: 404, title, detail }
  }
  const detail = `The request was refused: ${words}.`
  if (code.endsWith('-not-allowed')) return { status: 403, title, detail }
  if (code.endsWith('-conflict')) return { status: 409, title, detail }
  return { status: 422, title, detail }
}

function conflict(title: string, detail: string): Known {
  return { status: 409, title, detail }
}

function bad(title: string, detail: string): Known {
  return { status: 400, title, detail }
}
