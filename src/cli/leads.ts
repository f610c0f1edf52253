import { defineCommand } from './define-command.ts'
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
export const leads = defineCommand({
  name: 'leads',
  summary: 'list leads, latest first',
  help,
  options: {
    state: { type: 'string' },
    rep: { type: 'string' },
    source: { type: 'string' },
    limit: { type: 'string', default: '20' },
    json: { type: 'boolean' },
  },
  async run({ values, print, product }) {
    const { json: _, ...filters } = values
    const path = `/v1/leads?${new URLSearchParams(filters)}`
    print(await (await product()).get(path, LeadsAnswer), pageText)
    return 0
  },
})

const pageText = ({ items }: LeadsAnswer) =>
  items.length === 0 ? 'No leads.' : table([HEADINGS, ...items.map(row)])

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
