import { cpus, loadavg, release, totalmem } from 'node:os'

/** The machine in one line, and how busy it was already, since that is part of every figure. */
export function describeMachine(): string {
  const cores = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const model = cores[0]?.model.trim() || process.arch
  const load = (loadavg()[0] ?? 0).toFixed(1)
  return `${cores.length} x ${model}, ${gigabytes} GB, ${process.platform} ${release()}, load ${load} at the start`
}
