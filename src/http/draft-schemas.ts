import * as z from 'zod'
import { DRAFT_STEPS } from '../domain/draft.ts'
import { ChangeBody } from './change-schema.ts'
import { DocumentFileBody } from './config-routes.ts'
import { DraftCheckBody } from './draft-check-body.ts'
import { PageQuery, pageOf } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

const config = { roles: MANAGERS }
const tags = ['Configuration']
const STATES = ['open', 'published', 'discarded'] as const

const Version = z.int().min(1).meta({ description: 'The version of the draft that was seen.' })
const Message = z.string().min(1).max(2_000).meta({ description: 'Why; stands in the history.' })
const Name = z.string().min(1).max(200)
const BasedOn = z.int().min(1).meta({ description: 'The revision these were edited from.' })
const Files = z.array(DocumentFileBody).min(1).max(50)
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) })

const Row = {
  number: z.int(),
  version: z.int(),
  state: z.enum(STATES),
  name: z.string(),
  message: z.string().optional(),
  basedOn: z.int(),
  revision: z.int().optional().meta({ description: 'As which it was published.' }),
}

const DraftBody = z.object({
  ...Row,
  files: z.array(DocumentFileBody).readonly(),
  check: DraftCheckBody,
  review: z
    .enum(['none', 'approved', 'sent-back'])
    .meta({ description: 'Of the present content.' }),
  reviewRequired: z.boolean(),
  activeRevision: z
    .int()
    .meta({ description: 'When it is not `basedOn`, rebase before publishing.' }),
  changes: z.array(ChangeBody).readonly().meta({
    description: 'What it changes of the revision it is based on; none while it has mistakes.',
  }),
  steps: z
    .array(
      z.object({
        version: z.int(),
        kind: z.enum(DRAFT_STEPS),
        at: z.date(),
        by: z.string(),
        words: z.string().optional(),
      }),
    )
    .readonly(),
})
export type DraftBody = z.infer<typeof DraftBody>

export const listDraftsRoute = {
  config,
  schema: {
    tags,
    summary: 'Drafts of documents, latest made first',
    querystring: PageQuery.extend({ state: z.enum(STATES).optional() }),
    response: {
      200: pageOf(
        z.object({ ...Row, createdBy: z.string(), changedAt: z.date(), changedBy: z.string() }),
      ),
    },
  },
}

export const createDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Keep documents as a draft, and check them',
    description: 'A draft may have mistakes; it is kept, and cannot be published with them.',
    body: z.strictObject({
      files: Files,
      name: Name.optional(),
      message: Message.optional(),
      basedOn: BasedOn.optional(),
    }),
    response: { 201: DraftBody },
  },
}

export const showDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'One draft with its files, what it changes, its check and its history',
    params,
    response: { 200: DraftBody },
  },
}

export const changeDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Change a draft, and check it again',
    description:
      'What is not sent stays. `files` replace all files. Whoever comes second is answered 409 ' +
      'and reads it again. An approval is for the content it was given for, and is void then.',
    params,
    body: z.strictObject({
      version: Version,
      files: Files.optional(),
      name: Name.optional(),
      message: Message.optional(),
      basedOn: BasedOn.optional(),
    }),
    response: { 200: DraftBody },
  },
}

export const discardDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Discard a draft; its history stays',
    params,
    querystring: z.object({ version: z.coerce.number().int().min(1) }),
    response: { 200: DraftBody },
  },
}

export const reviewDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Approve a draft that others wrote, or send it back with words',
    params,
    body: z.discriminatedUnion('verdict', [
      z.strictObject({
        verdict: z.literal('approved'),
        version: Version,
        words: Message.optional(),
      }),
      z.strictObject({ verdict: z.literal('sent-back'), version: Version, words: Message }),
    ]),
    response: { 200: DraftBody },
  },
}

export const rebaseDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Move a draft onto the active revision',
    description:
      'Documents that only one side has changed are merged. Where both have, the answer is 409 ' +
      'with `errors` by document; send its files anew with `basedOn`, the revision you looked at.',
    params,
    body: z.strictObject({ version: Version }),
    response: { 200: DraftBody },
  },
}

export const publishDraftRoute = {
  config,
  schema: {
    tags,
    summary: 'Make a draft the active revision',
    description:
      'It is checked again. Mistakes and errors of the check of rules are answered 422, and so ' +
      'are warnings that are not accepted. When its base is not active any more the answer is ' +
      '409 and says who published what.',
    params,
    body: z.strictObject({
      version: Version.optional(),
      message: Message.optional(),
      acceptWarnings: z.boolean().default(false),
    }),
    response: {
      200: z.object({
        revision: z.int(),
        changes: z.array(ChangeBody).readonly(),
        resumed: z.int().meta({ description: 'How many waiting leads were sent on their way.' }),
      }),
    },
  },
}
