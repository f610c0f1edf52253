import { remoteCrmContract } from '../../../test/contracts/crm-contract.ts'
import type { Fault } from '../../../test/contracts/fault.ts'
import { memoryFault } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import type { Crm } from '../../ports/crm.ts'
import { memoryCrm } from './crm.ts'

remoteCrmContract('memoryCrm', async () => {
  const reader = memoryCrm()
  const intruder = memoryCrm()
  intruder.failWith({ error: new Refused('memory-denied', 'A wrong token'), afterEffect: false })
  let present: Fault | undefined
  // A read that fails has changed nothing, so reads and writes fail in two ways.
  const crm: Crm = {
    name: reader.name,
    read: (contactId) => {
      reader.failWith(memoryFault(present, 'reads'))
      return reader.read(contactId)
    },
    upsert: (contactId, fields) => {
      reader.failWith(memoryFault(present, 'writes'))
      return reader.upsert(contactId, fields)
    },
  }
  return {
    crm,
    intruder,
    records: async () => reader.records.size,
    edit: async (contactId, fields) => reader.edit(contactId, fields),
    fail: (fault) => {
      present = fault
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
})
