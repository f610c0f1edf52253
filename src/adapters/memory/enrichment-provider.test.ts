import { remoteProviderContract } from '../../../test/contracts/enrichment-provider-contract.ts'
import { memoryFault } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import { memoryProvider } from './enrichment-provider.ts'

remoteProviderContract('memoryProvider', async () => {
  const people = { 'tove@nordlicht.example': { company: { name: 'Nordlicht' } } }
  const provider = memoryProvider({ people })
  const intruder = memoryProvider({ people })
  intruder.failWith({ error: new Refused('memory-denied', 'A wrong key'), afterEffect: false })
  return {
    provider,
    intruder,
    known: { email: 'tove@nordlicht.example' },
    unknown: { email: 'ilja@nordlicht.example' },
    fail: (fault) => provider.failWith(memoryFault(fault, 'reads')),
    [Symbol.asyncDispose]: async () => undefined,
  }
})
