import { createReadStream } from 'node:fs'
import { fairnessCheck } from '../domain/fairness-check.ts'
import type { FairnessProof } from '../domain/fairness-proof.ts'
import { entryOf } from '../domain/ledger-line.ts'
import { CommandFailed } from './command.ts'
import { type Call, defineVerbs, exactly } from './define-command.ts'
import { EntryAnswer, FairnessAnswer } from './fairness-answers.ts'
import { proofText, standingText } from './fairness-text.ts'
import { linesOf } from './lines-of.ts'

const help = `Usage: ./stl fairness show <pool> [--json]
       ./stl fairness export <pool> > <file>
       ./stl fairness verify <pool> | --file <file> [--json]
       ./stl fairness refund <lead> --reason <reason>
       ./stl fairness adjust <pool> <rep> --credits <n> --reason <reason>

show says who is owed what in a pool, and whose turns come next.

export prints its whole ledger: one line for each turn, ids and numbers only.

verify computes every turn and every hash again and tells what each rep was due
and got. With --file it reads an export and needs no product. It exits with 1
when anything is wrong, and names the entry.

refund undoes the turn that a lead cost its rep, once.
  reasons: spam, wrong-region, duplicate, moved

adjust gives a rep credits that the others of the pool pay, or takes some with
--credits=-1.
  reasons: agreed, correction, absence, training`

const options = {
  json: { type: 'boolean' },
  file: { type: 'string' },
  reason: { type: 'string' },
  credits: { type: 'string' },
} as const
type FairnessCall = Call<typeof options>

/** Who is owed what in a pool, and the proof of it. */
export const fairness = defineVerbs({
  name: 'fairness',
  summary: 'who is owed what in a pool; export and verify its ledger',
  help,
  options,
  verbs: { show, export: exportLedger, verify, refund, adjust },
})

const poolPath = (pool: string) => `/v1/pools/${encodeURIComponent(pool)}`

const onlyPool = (positionals: readonly string[]) => exactly(1, positionals, 'Name one pool.')[0]

async function show({ positionals, print, product }: FairnessCall): Promise<number> {
  const path = `${poolPath(onlyPool(positionals))}/fairness`
  print(await (await product()).get(path, FairnessAnswer), standingText)
  return 0
}

async function exportLedger({ positionals, out, product }: FairnessCall): Promise<number> {
  const path = `${poolPath(onlyPool(positionals))}/ledger/export`
  for await (const line of (await product()).lines(path)) out(line)
  return 0
}

async function verify({ positionals, values, print, product }: FairnessCall): Promise<number> {
  const { file } = values
  if (file !== undefined && positionals.length > 0) {
    throw new CommandFailed('Name a pool or a file, not both.', 2)
  }
  const lines =
    file === undefined
      ? (await product()).lines(`${poolPath(onlyPool(positionals))}/ledger/export`)
      : linesOfFile(file)
  const proof = await proofOf(lines)
  print(proof, proofText)
  return proof.problems.length === 0 ? 0 : 1
}

async function refund({ positionals, values, out, product }: FairnessCall): Promise<number> {
  const complaint = 'Name one lead, and a --reason.'
  const [lead] = exactly(1, positionals, complaint)
  const { reason } = values
  if (reason === undefined) throw new CommandFailed(complaint, 2)
  const path = `/v1/leads/${encodeURIComponent(lead)}/refund`
  const entry = await (await product()).post(path, { reason }, EntryAnswer)
  out(`Refunded to ${entry.repId}: entry ${entry.sequence} of pool ${entry.poolId}.`)
  return 0
}

async function adjust({ positionals, values, out, product }: FairnessCall): Promise<number> {
  const [pool, repId] = exactly(2, positionals, 'Name a pool and a rep.')
  const { reason, credits } = values
  if (reason === undefined || !Number.isFinite(Number(credits || 'none'))) {
    throw new CommandFailed('Say --credits, a number, and a --reason.', 2)
  }
  const body = { repId, credits: Number(credits), reason }
  const entry = await (await product()).post(`${poolPath(pool)}/adjustments`, body, EntryAnswer)
  out(`Adjusted ${entry.repId}: entry ${entry.sequence} of pool ${entry.poolId}.`)
  return 0
}

/** Computed here, also when the product sent the lines: it need not be believed. */
async function proofOf(lines: AsyncIterable<string>): Promise<FairnessProof> {
  const check = fairnessCheck()
  for await (const line of lines) {
    const entry = entryOf(line)
    if (entry === undefined) check.seeUnreadable()
    else check.see(entry)
  }
  return check.proof()
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file)
  try {
    yield* linesOf(stream)
  } catch {
    throw new CommandFailed(`${file} cannot be read.`)
  }
}
