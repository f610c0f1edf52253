import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time of processes in hundredths of a second (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10

/** What a group of processes holds and has used so far. */
export type Usage = { readonly memoryMb: number; readonly cpuMs: number }

/** Whether this system tells it; elsewhere than on Linux the rows are left out. */
export const tellsUsage = existsSync('/proc/self/smaps_rollup')

/** Ids of the processes a process has started. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && statOf(id)?.parent === pid)
}

/** The arguments a process was started with. */
export const argumentsOf = (pid: number): string[] =>
  (read(`/proc/${pid}/cmdline`) ?? '').split('\0').filter(Boolean)

/**
 * Memory (shared pages counted in parts, so that the sum over processes is true) and CPU time of
 * these processes together.
 */
export function usageOf(pids: readonly number[]): Usage {
  return {
    memoryMb: sum(pids.map(memoryMb)),
    cpuMs: sum(pids.map((pid) => statOf(pid)?.cpuMs ?? 0)),
  }
}

function memoryMb(pid: number): number {
  const line = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')
  return Number(line?.[1] ?? 0) / 1_024
}

function statOf(pid: number): { parent: number; cpuMs: number } | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // Fields after the name, which may itself contain spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** Processes come and go; one that is gone reads as nothing. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
