import { textAt } from '../../domain/body-tree.ts'
import type { Receipt } from '../../ports/intake.ts'
import type { CaptureAnswer, CaptureRequest } from './source-kind.ts'

const THANKS = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Thank you</title></head>
<body><h1>Thank you</h1><p>We have received your message and will be in touch shortly.</p></body>
</html>
`

/**
 * What a form is answered: a script gets JSON, which names the page to go to; a plain HTML form is
 * sent on to that page, else it is thanked. The page is where the field `redirect` points, if the
 * source lists that origin.
 */
export function formAnswer(receipt: Receipt, request: CaptureRequest): CaptureAnswer {
  const accept = request.headers.accept ?? ''
  const location = redirectOf(request)
  if (!accept.toLowerCase().includes('text/html')) return accepted(receipt, location)
  if (location !== undefined) return { status: 303, headers: { location }, body: '' }
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: THANKS }
}

function accepted({ leads }: Receipt, redirect: string | undefined): CaptureAnswer {
  const body = JSON.stringify({ leadId: leads[0]?.leadId, status: 'accepted', redirect })
  return { status: 202, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}

/** Only listed origins: anything else would make us a stepping stone for phishing. */
function redirectOf({ body, source }: CaptureRequest): string | undefined {
  const wanted = URL.parse(textAt(body, 'redirect') ?? '')
  const isListed = source.redirectOrigins.some(
    (listed) => new URL(listed).origin === wanted?.origin,
  )
  return isListed && wanted !== null ? wanted.href : undefined
}
