import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Does the work while no other process on this machine does it under the same lock file. The lock
 * of a dead process is taken over.
 */
export async function underLock(lockFile, work) {
  const claim = `${lockFile}.${process.pid}`
  writeFileSync(claim, `${process.pid}`)
  try {
    while (!takeLock(lockFile, claim)) await wait(200)
  } finally {
    rmSync(claim, { force: true })
  }
  try {
    await work()
  } finally {
    rmSync(lockFile, { force: true })
  }
}

function takeLock(lockFile, claim) {
  try {
    linkSync(claim, lockFile)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    removeDeadLock(lockFile)
    return false
  }
}

function removeDeadLock(lockFile) {
  const owner = readText(lockFile)
  if (owner === undefined || isAlive(Number(owner))) return
  const taken = `${lockFile}.dead.${process.pid}`
  try {
    // Only one of several waiters succeeds in moving it away.
    renameSync(lockFile, taken)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  // A quicker waiter had replaced it by its own in between: give that back.
  if (readText(taken) === owner) rmSync(taken)
  else renameSync(taken, lockFile)
}

/** Whether a process with this id runs. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  return !isZombie(pid)
}

/** Killed but not yet collected by its parent. */
function isZombie(pid) {
  const stat = readText(`/proc/${pid}/stat`) ?? ''
  return stat.slice(stat.lastIndexOf(')')).startsWith(') Z')
}

/** Files of the lock and of processes come and go; one that is gone reads as nothing. */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
    throw error
  }
}
