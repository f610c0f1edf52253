import { constants, setPriority } from 'node:os'

/**
 * Lets everybody else have the processor before the thread that calls it, for work that nobody waits
 * for. Only on Linux, where a thread has a priority of its own; elsewhere it would be the process's.
 */
export function runBehindOthers(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)
}
