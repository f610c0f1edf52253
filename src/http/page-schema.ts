import * as z from 'zod'

/** The query of every list: how many, and where to go on. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'The `nextCursor` of the page before.' }),
})

/** The answer of every list. `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), nextCursor: z.string().nullable() })

/** A list that is short enough to be given whole. */
export const wholeList = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), total: z.int(), nextCursor: z.null() })

/** The one page of a list that is given whole. */
export const whole = <T>(items: readonly T[]) => ({ items, total: items.length, nextCursor: null })

/** The path of one thing whose id we made. */
export const IdPath = z.object({ id: z.uuid() })
