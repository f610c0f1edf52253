import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** The wanted port when it is free on the loopback address, else another one that is. */
export async function freePort(wanted = 0): Promise<number> {
  const probe = createServer()
  try {
    const listening = once(probe, 'listening')
    probe.listen(wanted, '127.0.0.1')
    await listening
    return (probe.address() as AddressInfo).port
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && wanted !== 0) return freePort()
    throw error
  } finally {
    probe.close()
  }
}
