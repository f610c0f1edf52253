import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A server of ours in a process of its own. */
export type Helper = {
  readonly url: string
  /** Asks it what it has seen; only where it answers such questions. */
  ask<Answer>(): Promise<Answer>
}

/** Starts it; resolves once it tells its address. It ends with the stack, or with this process. */
export async function startHelper(file: string, started: AsyncDisposableStack): Promise<Helper> {
  const child = fork(join(import.meta.dirname, file), { execArgv: [] })
  const ended = once(child, 'exit')
  started.defer(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const gone = ended.then(() => Promise.reject(new Error(`${file} ended`)))
  const nextMessage = async () => (await Promise.race([once(child, 'message'), gone]))[0]
  const url: string = await nextMessage()
  return {
    url,
    ask() {
      const answer = nextMessage()
      child.send('ask')
      return answer
    },
  }
}
