import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import type { Address } from '../src/cli/environment.ts'

/** Before it comes back when it was cut off. */
const PAUSE_MS = 500

/** An event of a lead, as the live feed tells it. */
const LiveEvent = z.object({
  leadId: z.string(),
  type: z.string(),
  at: z.coerce.date(),
  data: z.record(z.string(), z.unknown()),
})
export type LiveEvent = z.infer<typeof LiveEvent>

/**
 * Hears everything that happens to leads, once and in order, until the signal. Resolves once it
 * listens; a connection that breaks afterwards is taken up where it broke.
 */
export async function followLeads(
  address: Address,
  hear: (event: LiveEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  const place = { last: '' }
  const block = (text: string) => {
    const { id, event, data } = fieldsOf(text)
    if (id !== undefined) place.last = id
    if (event === 'ready') resolve()
    else if (event === undefined && data !== undefined) hear(LiveEvent.parse(JSON.parse(data)))
  }
  const followed = follow(address, place, block, signal)
  await Promise.race([listening, followed])
}

async function follow(
  address: Address,
  place: { readonly last: string },
  block: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await readOnce(address, place.last, block, signal).catch(unlessCutOff)
    if (!signal.aborted) await wait(PAUSE_MS)
  }
}

async function readOnce(
  { url, token }: Address,
  last: string,
  block: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, ...(last && { 'last-event-id': last }) }
  const response = await fetch(`${url}/v1/live`, { headers, signal })
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = `${rest}${chunk}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const text of blocks) block(text)
  }
}

/** `fetch` says so with a TypeError; the end of the demo with an AbortError. */
function unlessCutOff(error: unknown): void {
  const isCutOff = error instanceof TypeError || (error as Error).name === 'AbortError'
  if (!isCutOff) throw error
}

/** The fields of one block of server-sent events (WHATWG HTML, 9.2.6). */
function fieldsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
}
