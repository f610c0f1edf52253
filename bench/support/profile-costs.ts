import { readFile } from 'node:fs/promises'

/** Shares (0 to 1) of the time a process was sampled in, dearest first. */
export type Costs = {
  /** By package, or by file of our own. */
  readonly owners: readonly Cost[]
  readonly functions: readonly Cost[]
}

type Cost = readonly [name: string, share: number]

/** The parts of the format we read: Chrome DevTools Protocol, `Profiler.Profile`. */
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}
type CallFrame = {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}

/** Sums up a CPU profile by where the time was spent itself, not in what was called from there. */
export async function costsIn(path: string): Promise<Costs> {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(await readFile(path, 'utf8'))
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const owners = new Map<string, number>()
  const functions = new Map<string, number>()
  let total = 0
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    const time = timeDeltas[index] ?? 0
    if (frame === undefined) continue
    total += time
    add(owners, ownerOf(frame), time)
    add(functions, nameOf(frame), time)
  }
  return { owners: sorted(owners, total), functions: sorted(functions, total) }
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time)
}

const sorted = (times: ReadonlyMap<string, number>, total: number): Cost[] =>
  [...times].map(([name, time]): Cost => [name, time / total]).sort((a, b) => b[1] - a[1])

function ownerOf({ url, functionName }: CallFrame): string {
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)
  if (inPackage?.[1] !== undefined) return inPackage[1]
  const own = /\/((?:src|migrations)\/.*)$/.exec(url)
  return own?.[1] ?? (url === '' ? functionName || '(native)' : url)
}

const nameOf = (frame: CallFrame) =>
  `${frame.functionName || '(anonymous)'} ${frame.url === '' ? '' : `${ownerOf(frame)}:${frame.lineNumber + 1}`}`
