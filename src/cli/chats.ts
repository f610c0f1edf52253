import * as z from 'zod'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
import { table } from './table.ts'
import { TranscriptAnswer, transcriptText } from './transcript-text.ts'

const help = `Usage: ./stl chats list [--json]
       ./stl chats show <id> [--json]

Shows chats that are no lead yet, because nobody could be answered, and what was
said in a chat. The chat of a lead is shown by ./stl lead <id> --transcript.`

const Chats = z.object({
  items: z.array(
    z
      .object({
        id: z.string(),
        sourceKey: z.string(),
        status: z.string(),
        messages: z.number(),
        latestAt: z.string(),
      })
      .loose(),
  ),
  nextCursor: z.string().nullable(),
})

const options = { json: { type: 'boolean' } } as const

/** Shows chats that are no lead yet, and what was said in them. */
export const chats = defineVerbs({
  name: 'chats',
  summary: 'list chats that are no lead yet, and read one',
  help,
  options,
  verbs: { list: alone(list), show },
})

async function list({ print, product }: Call<typeof options>): Promise<number> {
  print(await (await product()).get('/v1/conversations?limit=200', Chats), listText)
  return 0
}

async function show({ positionals, print, product }: Call<typeof options>): Promise<number> {
  const [id] = exactly(1, positionals, 'Name the chat by its id.')
  const path = `/v1/conversations/${encodeURIComponent(id)}`
  print(await (await product()).get(path, TranscriptAnswer), transcriptText)
  return 0
}

function listText({ items, nextCursor }: z.infer<typeof Chats>): string {
  if (items.length === 0) return 'Every chat is a lead.'
  const rows = items.map(({ id, sourceKey, status, messages, latestAt }) => [
    id,
    sourceKey,
    status,
    `${messages} messages`,
    latestAt,
  ])
  return [table(rows), ...(nextCursor === null ? [] : ['There are more.'])].join('\n')
}
