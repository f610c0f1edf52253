import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program and resolves with its exit code and all it said. A signal to us is passed on to it
 * and all that it has started; once it has ended we throw, with the `exitCode` we ought to have.
 */
export async function runToTheEnd(program, parameters, { cwd, env }) {
  // A group of its own, so that a signal can reach whatever is in it.
  const stdio = ['ignore', 'pipe', 'pipe']
  const child = spawn(program, parameters, { cwd, env, stdio, detached: true })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (more) => {
      said += more
    })
  }
  const stopPassing = passSignalsTo(child.pid)
  const status = await once(child, 'close').then(
    ([code]) => code,
    (error) => {
      said = error.message
    },
  )
  const signal = stopPassing()
  if (signal === undefined) return { status, said: said.trim() }
  throw Object.assign(new Error('Stopped while the dependencies were installed.'), {
    exitCode: 128 + constants.signals[signal],
  })
}

/** Returns what ends it, and tells which signal came first, if any did. */
function passSignalsTo(pid) {
  let first
  const passOn = (signal) => {
    first ??= signal
    if (pid !== undefined) endGroup(pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, passOn)
  return () => {
    for (const signal of SIGNALS) process.off(signal, passOn)
    return first
  }
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
