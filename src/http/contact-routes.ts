import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CONTACT_FIELDS } from '../domain/contact.ts'
import { JOIN_REASONS } from '../domain/contact-join.ts'
import { Refused } from '../domain/failure.ts'
import type { ContactId, RepId } from '../domain/ids.ts'
import { SURVIVAL_RULES } from '../domain/survivorship.ts'
import type { ContactEdits } from '../ports/contact-edits.ts'
import type { ContactReader } from '../ports/contact-reader.ts'
import type { LeadCheck } from '../ports/lead-check.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { consentsFor } from './consents-for.ts'
import { ContactEditBody, readContactEdit } from './contact-edit-request.ts'
import { Contact } from './lead-schemas.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What these routes read and write. */
export type ContactPorts = {
  readonly contacts: ContactReader
  readonly edits: ContactEdits
  readonly checkLead: LeadCheck
}

/** The people behind the leads. A rep sees and edits only those they own. */
export const contactRoutes: FastifyPluginAsyncZod<ContactPorts> = async (
  app,
  { contacts, edits, checkLead },
) => {
  app.get('/v1/contacts', listRoute, async (request) => {
    const { owner, limit, cursor } = request.query
    const ownerRepId = ownView(callerOf(request)) ?? (owner as RepId | undefined)
    return contacts.list({ limit, cursor, ownerRepId })
  })

  app.get('/v1/contacts/:id', contactRoute, (request) =>
    fileFor(callerOf(request), request.params.id as ContactId, contacts),
  )

  app.patch('/v1/contacts/:id', editRoute, async (request) => {
    const caller = callerOf(request)
    const id = request.params.id as ContactId
    const asked = readContactEdit(request.body, checkLead)
    await edits.edit(id, { ...asked, by: caller.name, ownerRepId: ownView(caller) })
    return fileFor(caller, id, contacts)
  })
}

async function fileFor(caller: Caller, id: ContactId, contacts: ContactReader) {
  const own = ownView(caller)
  const found = await contacts.find(id)
  if (found === undefined || (own !== undefined && own !== found.contact.ownerRepId)) {
    throw new Refused('contact-unknown', `No contact ${id} the caller may see`)
  }
  const { contact, consents, ...file } = found
  return { ...contact, ...file, consents: consentsFor(caller, consents) }
}

const config = { roles: EVERYONE }
const tags = ['Contacts']

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'List contacts, latest known first',
    querystring: PageQuery.extend({ owner: z.string().max(63).optional() }),
    response: { 200: pageOf(Contact) },
  },
}

const SeenValue = z.object({
  field: z.string(),
  value: z.string(),
  leadId: z.uuid(),
  sourceKey: z.string(),
  at: z.date(),
  trust: z.int().meta({ description: 'How much its source was believed, from 0 to 100.' }),
  verified: z.boolean(),
  edited: z.boolean().meta({ description: 'A person wrote it or decided that it is right.' }),
  withdrawnAt: z.date().optional().meta({
    description: 'Since when what a person wrote counts no more.',
  }),
})

const ShownValue = SeenValue.extend({
  rule: z.enum(SURVIVAL_RULES).meta({ description: 'By what it beats every other value.' }),
})

const KeptConsent = z.object({
  leadId: z.uuid(),
  key: z.string(),
  text: z.string().optional().meta({ description: 'The words the person saw.' }),
  version: z.string().optional().meta({ description: 'Of these words.' }),
  granted: z.boolean(),
  at: z.date(),
  address: z.string().optional().meta({
    description: 'The network address of the browser that said it. Reps are not shown it.',
  }),
})

const JoinRecord = z.object({
  id: z.uuid(),
  kind: z.enum(['join', 'split']),
  contactId: z.uuid(),
  otherContactId: z.uuid().meta({ description: 'The contact joined into it, or taken out.' }),
  undoes: z.uuid().optional().meta({ description: 'The join that a split undid.' }),
  at: z.date(),
  by: z.string(),
  why: z.enum(JOIN_REASONS),
  reviewItemId: z.uuid().optional(),
  leadIds: z.array(z.uuid()).readonly().meta({ description: 'The leads that moved.' }),
  inForce: z.boolean().meta({ description: 'A join that can be undone.' }),
})

const Edit = z.object({
  contactId: z.uuid(),
  leadId: z.uuid(),
  field: z.enum(CONTACT_FIELDS),
  kind: z.enum(['written', 'withdrawn']),
  at: z.date(),
  by: z.string(),
})

const File = Contact.extend({
  version: z.int().meta({ description: 'Rises with every edit by hand. Name it when you edit.' }),
  shown: z.record(z.string(), ShownValue.optional()),
  values: z.array(SeenValue).readonly(),
  leadIds: z.array(z.uuid()).readonly(),
  accountId: z.uuid().optional().meta({
    description: 'The account of their latest lead that has one.',
  }),
  history: z.array(JoinRecord).readonly().meta({
    description: 'Who or what joined and split contacts of this person, latest first.',
  }),
  edits: z.array(Edit).readonly().meta({
    description: 'Who wrote what by hand and who took it back, latest first.',
  }),
  consents: z.array(KeptConsent).readonly().meta({ description: 'Latest first.' }),
})

const contactRoute = {
  config,
  schema: {
    tags,
    summary: 'One contact, with every value ever seen, why it shows, and what they agreed to',
    params: IdPath,
    response: { 200: File },
  },
}

const editRoute = {
  config,
  schema: {
    tags,
    summary: 'Write fields of a contact by hand, or take back what was written',
    description:
      'What is written shows before all that leads say. `null` takes it back, and the field shows ' +
      'again what leads say. A number begins with + and its country. Reps edit contacts they own.',
    params: IdPath,
    body: ContactEditBody,
    response: { 200: File },
  },
}
