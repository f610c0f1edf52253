import * as z from 'zod'
import { alone, defineVerbs } from './define-command.ts'

const help = `Usage: ./stl index show [--json]
       ./stl index rebuild [--json]

Shows how far the index is made by which contacts are found that may be one
person, or has it made anew, with its copy in Redis. Workers do that beside
their other work; look-ups go on meanwhile. It is needed after a Redis Cluster
has lost data in a failover; else the index is made by itself.`

const Progress = z
  .object({
    contacts: z.number(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
  })
  .loose()

/** Shows the index of contacts, and has it made anew. */
export const indexCommand = defineVerbs({
  name: 'index',
  summary: 'show the index of contacts, and have it made anew',
  help,
  options: { json: { type: 'boolean' } },
  verbs: {
    show: alone(async ({ print, product }) => {
      print(await (await product()).get('/v1/index', Progress), text)
      return 0
    }),
    rebuild: alone(async ({ print, product }) => {
      print(await (await product()).post('/v1/index/rebuild', {}, Progress), text)
      return 0
    }),
  },
})

function text({ contacts, startedAt, finishedAt }: z.infer<typeof Progress>): string {
  const moment = (at: string) => `${at.slice(0, 19).replace('T', ' ')} UTC`
  if (finishedAt !== undefined) return `Complete since ${moment(finishedAt)}.`
  if (startedAt === undefined) return 'It will be made by the next worker that hosts "index".'
  return `Being made since ${moment(startedAt)}: ${contacts} contacts so far.`
}
