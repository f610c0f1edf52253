import type { Documents } from '../documents/documents.ts'

/** Documents that take the place of those that were in force. */
export type Draft = Partial<Pick<Documents, 'routing' | 'teams' | 'sla'>>

/** The kinds of document that change who gets a lead once it is routed. */
export const DRAFT_KINDS = ['routing', 'teams', 'sla'] as const
