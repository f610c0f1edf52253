import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
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

/** Shows chats that are no lead yet, and what was said in them. */
export const chats: Command = {
  name: 'chats',
  summary: 'list chats that are no lead yet, and read one',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb, id] = positionals
    if (verb !== 'list' && verb !== 'show') throw new CommandFailed('Say list or show.', 2)
    if (verb === 'show' && id === undefined) throw new CommandFailed('Name the chat by its id.', 2)
    const product = await terminal.product()
    const asJson = (answer: unknown) => JSON.stringify(answer, undefined, 2)
    if (verb === 'show') {
      const path = `/v1/conversations/${encodeURIComponent(id ?? '')}`
      const found = await product.get(path, TranscriptAnswer)
      terminal.out(values.json === true ? asJson(found) : transcriptText(found))
      return 0
    }
    const found = await product.get('/v1/conversations?limit=200', Chats)
    terminal.out(values.json === true ? asJson(found) : listText(found))
    return 0
  },
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
