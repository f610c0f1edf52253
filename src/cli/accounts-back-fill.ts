import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { CommandFailed, type Terminal } from './command.ts'
import type { Product } from './product.ts'

const PageAnswer = z.object({
  done: z.boolean(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  kept: z.number(),
  skipped: z.number(),
  unknownOwners: z.array(z.string()),
})

/** After so many refusals in a row it is no matter of a moment. */
const MOST_WAITS = 10
/** Nobody sits and waits for a daily limit. */
const LONGEST_WAIT_SECONDS = 120

const COUNTS = ['created', 'updated', 'unchanged', 'kept', 'skipped'] as const

/**
 * Takes in all companies of the CRM, page by page, and waits when the CRM asks for it. Broken off it
 * goes on where it was when it is called again.
 */
export async function backFillAccounts(terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const sums = { created: 0, updated: 0, unchanged: 0, kept: 0, skipped: 0 }
  const owners = new Set<string>()
  let done = false
  while (!done) {
    const page = await nextPage(product)
    for (const name of COUNTS) sums[name] += page[name]
    for (const owner of page.unknownOwners) owners.add(owner)
    done = page.done
  }
  const { created, updated, unchanged, kept, skipped } = sums
  terminal.out(`Taken in: ${created} new, ${updated} changed, ${unchanged} as before.`)
  if (kept > 0) terminal.out(`${kept} values were changed here as well, and stay as they are here.`)
  if (skipped > 0) terminal.out(`${skipped} companies have no name, or could be several accounts.`)
  if (owners.size > 0) {
    const ids = [...owners].join(', ')
    terminal.out(`Owners that are no rep: ${ids}.\nMap them in \`owners\` of crm.yaml.`)
  }
  return 0
}

async function nextPage(product: Product): Promise<z.infer<typeof PageAnswer>> {
  for (let waits = 0; ; waits += 1) {
    const answer = await product.attempt('/v1/accounts/back-fill', undefined, PageAnswer)
    if (!('isProblem' in answer)) return answer
    const { status, title, detail, code, retryAfterSeconds = 0 } = answer
    if (status !== 503 || waits === MOST_WAITS || retryAfterSeconds > LONGEST_WAIT_SECONDS) {
      const why = code === undefined ? '' : ` (${code})`
      throw new CommandFailed(`${detail ?? title}${why}\nCalled again, it goes on from here.`)
    }
    await pause(retryAfterSeconds * 1_000)
  }
}
