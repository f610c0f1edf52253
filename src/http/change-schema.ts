import * as z from 'zod'

/** One difference between two sets of documents. */
export const ChangeBody = z.object({
  document: z.string(),
  things: z.array(z.string()).readonly().meta({
    description: 'What it is about, from the outside in: `pool emea`, `member jonas`.',
  }),
  field: z.string().meta({ description: 'Its setting; empty for the thing itself.' }),
  kind: z.enum(['added', 'removed', 'changed', 'moved']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  text: z.string().meta({ description: 'The same for people.' }),
})
