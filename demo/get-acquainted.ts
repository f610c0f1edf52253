import * as z from 'zod'
import type { Api } from './api.ts'
import type { Board } from './board.ts'
import type { Acquaintance } from './scene.ts'

/** No view shows more than so many leads. */
const SHOWN = 30

const LeadFile = z.object({
  parts: z.object({
    form: z.object({ company: z.string().optional() }).loose(),
    findings: z.object({ country: z.string().optional() }).loose().optional(),
  }),
})

/** Asks the product who stands behind the latest leads; events name nobody. */
export async function getAcquainted(
  api: Api,
  board: Board,
  acquaintances: Map<string, Acquaintance>,
): Promise<void> {
  const strangers = board.latest.slice(0, SHOWN).filter(({ id }) => !acquaintances.has(id))
  await Promise.all(
    strangers.map(async ({ id }) => {
      const { parts } = LeadFile.parse(await api.get(`/v1/leads/${id}`))
      const { company = '' } = parts.form
      acquaintances.set(id, { company, country: parts.findings?.country ?? '' })
    }),
  )
}
