import { CommandFailed } from './command.ts'
import { defineCommand, exactly } from './define-command.ts'
import { PastViewAnswer, pastViewText } from './past-view-text.ts'

const help = `Usage: ./stl at <time> <lead> [--json]

Shows a lead as the engine saw it at a past moment, also when nothing was
decided then: the rules in force and what each said, everybody along its chain
with why they could or could not take it, the ledgers of its pools, and who
would have got it.

  <time>  2026-03-02T14:30:00Z, or with an offset
  --json  as JSON`

/** Shows a lead as it was seen at a past moment. */
export const at = defineCommand({
  name: 'at',
  summary: 'show a lead as the engine saw it at a past moment',
  help,
  options: { json: { type: 'boolean' } },
  allowPositionals: true,
  async run({ positionals, print, product }) {
    const [time, id] = exactly(2, positionals, 'Say a time and name one lead by its id.')
    const moment = new Date(time)
    if (Number.isNaN(moment.getTime())) {
      throw new CommandFailed('The time is written 2026-03-02T14:30:00Z.', 2)
    }
    const query = new URLSearchParams({ time: moment.toISOString() })
    const path = `/v1/leads/${encodeURIComponent(id)}/at?${query}`
    print(await (await product()).get(path, PastViewAnswer), pastViewText)
    return 0
  },
})
