import type { OptOuts } from '../../src/ports/opt-outs.ts'

/** Opt-outs that last as long as the test. */
export function memoryOptOuts(): OptOuts {
  const kept = new Map<string, Date>()
  const keyOf = (channel: string, address: string) => `${channel} ${address}`
  return {
    add: async (channel, address, since) => void kept.set(keyOf(channel, address), since),
    remove: async (channel, address) => void kept.delete(keyOf(channel, address)),
    since: async (channel, address) => kept.get(keyOf(channel, address)),
  }
}
