import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config } from '../config.ts'
import { Refused } from '../domain/failure.ts'

/**
 * Refuses with `port-not-available` when the gateway could not listen, before anything is started
 * or joined: most often the product already runs.
 */
export async function refuseTakenPort({ host, port }: Config): Promise<void> {
  const probe = createServer()
  const listening = once(probe, 'listening')
  probe.listen(port, host)
  try {
    await listening
  } catch (error) {
    throw new Refused('port-not-available', reason(error as NodeJS.ErrnoException, host, port), {
      cause: error,
    })
  }
  probe.close()
  await once(probe, 'close')
}

function reason({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  return code === 'EADDRINUSE'
    ? `Port ${port} on ${host} is in use; perhaps the product already runs. Stop what uses it, or choose another with PORT.`
    : `Cannot listen on port ${port} of ${host}: ${message}. Choose another with PORT and HOST.`
}
