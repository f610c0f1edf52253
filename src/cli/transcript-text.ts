import * as z from 'zod'

/** What the command line reads of a chat. */
export const TranscriptAnswer = z
  .object({
    conversation: z
      .object({ id: z.string(), status: z.string(), isCut: z.boolean(), sourceKey: z.string() })
      .loose()
      .optional(),
    messages: z.array(
      z
        .object({
          role: z.string(),
          text: z.string(),
          at: z.string().optional(),
          isCut: z.boolean(),
        })
        .loose(),
    ),
  })
  .loose()
export type TranscriptAnswer = z.infer<typeof TranscriptAnswer>

/** A chat as lines: when, who, what. */
export function transcriptText({ conversation, messages }: TranscriptAnswer): string {
  if (messages.length === 0 && conversation === undefined) return 'This lead comes from no chat.'
  const lines = messages.map(({ role, text, at }) => {
    const time =
      at === undefined ? ' '.repeat(TIME_WIDTH) : at.slice(0, TIME_WIDTH).replace('T', ' ')
    return `${time}  ${role.padEnd(7)}  ${indented(harmless(text))}`
  })
  return [
    ...(conversation === undefined
      ? []
      : [`Chat ${conversation.id}\n${conversation.sourceKey}: ${conversation.status}`, '']),
    ...lines,
    ...(conversation?.isCut === true ? ['', 'There was more; it is kept in the deliveries.'] : []),
  ].join('\n')
}

/** As far as the seconds. */
const TIME_WIDTH = 19

/** A terminal obeys control characters, and these texts are written by anybody. */
const harmless = (text: string) => text.replace(/[^\P{Cc}\n]/gu, ' ')

const indented = (text: string) => text.replaceAll('\n', `\n${' '.repeat(TIME_WIDTH + 11)}`)
