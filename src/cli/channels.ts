import * as z from 'zod'
import { defineCommand } from './define-command.ts'
import { minute } from './minute.ts'

const help = `Usage: ./stl channels [--json]

Shows by which channels reps are told, what a person has to mend at one of them,
and whom each did not reach within the last day: why, and what to do about it.

  --json   everything, for scripts`

const Trouble = z.object({ code: z.string(), mend: z.string().optional() })

const ChannelsAnswer = z.object({
  items: z.array(
    z
      .object({
        channel: z.string(),
        alarm: Trouble.extend({ since: z.string() }).optional(),
        refusals: z.array(
          Trouble.extend({ repId: z.string(), count: z.number(), lastAt: z.string() }),
        ),
      })
      .loose(),
  ),
})

type Item = z.infer<typeof ChannelsAnswer>['items'][number]

/** By which channels reps are told, and what is wrong with them. */
export const channels = defineCommand({
  name: 'channels',
  summary: 'list channels, what is to be mended there, and whom they do not reach',
  help,
  options: { json: { type: 'boolean' } },
  async run({ print, product }) {
    const answer = await (await product()).get('/v1/channels', ChannelsAnswer)
    print(answer, ({ items }) => items.flatMap(linesAbout).join('\n'))
    return 0
  },
})

const INDENT = '  '

function linesAbout({ channel, alarm, refusals }: Item): string[] {
  return [
    alarm === undefined
      ? `${channel}: works`
      : `${channel}: ${alarm.code} since ${minute(alarm.since)}`,
    ...mending(alarm),
    ...refusals.flatMap((one) => [
      `${INDENT}${one.repId}: ${one.code}, ${timesOf(one)}, last ${minute(one.lastAt)}`,
      ...mending(one),
    ]),
  ]
}

const mending = (trouble: z.infer<typeof Trouble> | undefined) =>
  trouble?.mend === undefined ? [] : [`${INDENT}${INDENT}${trouble.mend}`]

const timesOf = ({ count }: { readonly count: number }) => (count === 1 ? 'once' : `${count} times`)
