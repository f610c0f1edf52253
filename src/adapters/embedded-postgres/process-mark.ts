import { readFileSync } from 'node:fs'

/**
 * A text that belongs to the process with this id for as long as it lives, or undefined when it is
 * dead. Ids are used again, after a restart of a container within seconds; on Linux the mark holds
 * the time the process started, so a later one with the same id does not pass for it.
 */
export function processMark(pid: number): string | undefined {
  if (!exists(pid)) return undefined
  const stat = readStat(pid)
  // Not on Linux, or it ended while we looked.
  if (stat === undefined) return exists(pid) ? `${pid}` : undefined
  // Fields after the name, which may itself contain spaces and brackets (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Killed but not yet collected by its parent: as dead as it gets.
  return fields[0] === 'Z' ? undefined : `${pid}-${fields[19]}`
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
}
