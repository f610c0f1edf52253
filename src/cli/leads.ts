import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { LeadsAnswer } from './lead-answers.ts'
import { table } from './table.ts'

const help = `Usage: ./stl leads [--state <state>] [--rep <id>] [--source <key>]
                   [--limit <n>] [--json]

Lists leads, latest received first.

A lead that is assigned shows as accepted once its rep has taken it, and as
contacted once its person was reached.

  --state <state>  travelling, assigned, attached, waiting, quarantined or
                   rejected`

/** Lists leads, latest received first. */
export const leads: Command = {
  name: 'leads',
  summary: 'list leads, latest first',
  help,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        state: { type: 'string' },
        rep: { type: 'string' },
        source: { type: 'string' },
        limit: { type: 'string', default: '20' },
        json: { type: 'boolean' },
      },
    })
    const { json, ...filters } = values
    const query = new URLSearchParams(filters)
    const product = await terminal.product()
    const page = await product.get(`/v1/leads?${query.toString()}`, LeadsAnswer)
    if (json === true) terminal.out(JSON.stringify(page, undefined, 2))
    else if (page.items.length === 0) terminal.out('No leads.')
    else terminal.out(table([HEADINGS, ...page.items.map(row)]))
    return 0
  },
}

/** An id has 36 characters, so that the rest must be short to fit 80. */
const HEADINGS = ['LEAD', 'RECEIVED', 'STATE', 'SCORE', 'REP']

function row(lead: LeadsAnswer['items'][number]): string[] {
  const { id, receivedAt, score, repId } = lead
  return [
    id,
    receivedAt.slice(5, 19).replace('T', ' '),
    standing(lead),
    score?.toString() ?? '-',
    repId ?? '-',
  ]
}

/** The clock that matters most comes before that of the answer, and both before the state. */
function standing({ state, acknowledgedAt, firstContactAt }: LeadsAnswer['items'][number]): string {
  if (state !== 'assigned' && state !== 'attached') return state
  if (firstContactAt !== undefined) return 'contacted'
  return acknowledgedAt === undefined ? state : 'accepted'
}
