import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Starts a server of ours in a process of its own; resolves with the address it tells. */
export async function startHelper(file: string, started: AsyncDisposableStack): Promise<string> {
  const child = fork(join(import.meta.dirname, file), { execArgv: [] })
  const ended = once(child, 'exit')
  started.defer(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const gone = ended.then(() => Promise.reject(new Error(`${file} ended at once`)))
  const [url] = (await Promise.race([once(child, 'message'), gone])) as [string]
  return url
}
