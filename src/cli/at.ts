import { parseArgs } from 'node:util'
import { type Command, CommandFailed } from './command.ts'
import { PastViewAnswer, pastViewText } from './past-view-text.ts'

const help = `Usage: ./stl at <time> <lead> [--json]

Shows a lead as the engine saw it at a past moment, also when nothing was
decided then: the rules in force and what each said, everybody along its chain
with why they could or could not take it, the ledgers of its pools, and who
would have got it.

  <time>  2026-03-02T14:30:00Z, or with an offset
  --json  as JSON`

/** Shows a lead as it was seen at a past moment. */
export const at: Command = {
  name: 'at',
  summary: 'show a lead as the engine saw it at a past moment',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [time, id, ...more] = positionals
    if (time === undefined || id === undefined || more.length > 0) {
      throw new CommandFailed('Say a time and name one lead by its id.', 2)
    }
    const moment = new Date(time)
    if (Number.isNaN(moment.getTime())) {
      throw new CommandFailed('The time is written 2026-03-02T14:30:00Z.', 2)
    }
    const query = new URLSearchParams({ time: moment.toISOString() })
    const path = `/v1/leads/${encodeURIComponent(id)}/at?${query}`
    const view = await (await terminal.product()).get(path, PastViewAnswer)
    terminal.out(values.json === true ? JSON.stringify(view, undefined, 2) : pastViewText(view))
    return 0
  },
}
