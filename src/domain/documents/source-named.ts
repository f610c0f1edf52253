import type { Documents } from './documents.ts'
import type { Source } from './sources.ts'

/** The source with this key; undefined when the documents have none, or none any longer. */
export const sourceNamed = (
  { sources: { sources } }: Pick<Documents, 'sources'>,
  sourceKey: string,
): Source | undefined => sources.find(({ key }) => key === sourceKey)
