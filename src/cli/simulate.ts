import { DRAFT_KINDS } from '../domain/simulation/draft.ts'
import { CommandFailed } from './command.ts'
import { defineCommand } from './define-command.ts'
import { documentsAt, problemsText } from './document-files.ts'
import { SimulationAnswer } from './simulation-answer.ts'
import { simulationText } from './simulation-text.ts'

const help = `Usage: ./stl simulate [--rules <file>] [--teams <file>] [--sla <file>]
             [-f <folder>] [--from <time>] [--to <time>] [--json]

Lets drafted documents meet past leads, in order, with the calendars, time off,
presence, caps, owners and ledgers of each moment, and shows who would have got
which leads. Nothing is changed. Without documents the past is checked: every
decision is made again and has to come out byte for byte as it was.

  --rules <file>  a draft of routing.yaml, whatever its name
  --teams <file>  a draft of teams.yaml
  --sla <file>    a draft of sla.yaml
  -f <folder>     takes routing, teams and sla from there
  --from <time>   2026-03-01 or 2026-03-01T08:00:00Z; 30 days before --to
  --to <time>     now, when left out
  --json          as JSON`

/** A month takes half a minute; the product itself gives up before. */
const TIME_LIMIT_MS = 11 * 60_000

/** Lets drafted documents meet past leads. */
export const simulateCommand = defineCommand({
  name: 'simulate',
  summary: 'let drafted rules meet past leads before they are applied',
  help,
  options: {
    rules: { type: 'string' },
    teams: { type: 'string' },
    sla: { type: 'string' },
    file: { type: 'string', short: 'f' },
    from: { type: 'string' },
    to: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, print, ...terminal }) {
    const { from, to } = values
    const files = await draftsIn(values)
    const product = await terminal.product()
    const body = {
      files: files.map(({ text, kind }) => ({ path: `${kind}.yaml`, text })),
      from,
      to,
    }
    const answer = await product.attempt('/v1/simulations', body, SimulationAnswer, TIME_LIMIT_MS)
    if ('isProblem' in answer) throw new CommandFailed(inFiles(problemsText(answer), files))
    print(answer, simulationText)
    return answer.proof.equal === answer.proof.decisions ? 0 : 1
  },
})

type Drafts = { rules?: string; teams?: string; sla?: string; file?: string }
type DraftFile = { readonly kind: string; readonly path: string; readonly text: string }

/** A file that is named for itself goes before the one of the folder. */
async function draftsIn({ rules, teams, sla, file }: Drafts): Promise<readonly DraftFile[]> {
  const named = { routing: rules, teams, sla }
  const inFolder = file === undefined ? [] : await documentsAt([file])
  const drafts = await Promise.all(
    DRAFT_KINDS.map(async (kind) => {
      const path = named[kind]
      const [own] = path === undefined ? [] : await documentsAt([path])
      const found = own ?? inFolder.find((one) => new RegExp(`(^|/)${kind}\\.`).test(one.path))
      return found === undefined ? [] : [{ kind, ...found }]
    }),
  )
  return drafts.flat()
}

/** Problems name the file as the product knows it; people know it by their own name. */
const inFiles = (text: string, files: readonly DraftFile[]) =>
  files.reduce((said, { kind, path }) => said.replaceAll(`${kind}.yaml:`, `${path}:`), text)
