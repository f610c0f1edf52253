import type { ContactId } from '../../domain/ids.ts'
import type { Crm, CrmFields, CrmRecord } from '../../ports/crm.ts'
import { type Faulty, faulty } from './memory-fault.ts'

/** A CRM that keeps its records in `records`, by contact; `edit` is what a person does in it. */
export function memoryCrm(): Crm &
  Faulty & {
    readonly records: ReadonlyMap<ContactId, CrmRecord>
    edit(contactId: ContactId, fields: CrmFields): void
  } {
  const { failWith, perform } = faulty()
  const records = new Map<ContactId, CrmRecord>()
  const put = (contactId: ContactId, fields: CrmFields) => {
    const known = records.get(contactId)
    const recordId = known?.recordId ?? String(records.size + 1)
    records.set(contactId, { recordId, fields: { ...known?.fields, ...fields } })
    return { recordId, created: known === undefined }
  }

  return {
    name: 'memory',
    records,
    failWith,
    edit: put,
    read: (contactId) => perform(() => records.get(contactId)),
    upsert: (contactId, fields) => perform(() => put(contactId, fields)),
  }
}
