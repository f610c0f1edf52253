import type { LinkAction } from '../domain/alert.ts'
import type { Notification } from './notifier.ts'

/**
 * Addresses by which the rep of an alert answers it without signing in, one for each answer it asks
 * for, one by which they call the person, where they can, and one by which who was set away comes back. Whoever has one acts as that rep, so they go to the rep alone and are never logged.
 */
export type AnswerLinks = (notification: Notification) => Promise<LinksOfAlert>

/** The addresses, by what they do. */
export type LinksOfAlert = Readonly<Partial<Record<LinkAction, string>>>

/** The addresses for each lead of a digest, in their order; none for an alert about one lead. */
export const linksOfItems = (notification: Notification, links: AnswerLinks) =>
  Promise.all((notification.items ?? []).map((item) => links({ ...notification, ...item })))
