import type { DigestItem, Notification, Recipient } from '../ports/notifier.ts'

type Given = {
  readonly id: string
  readonly title: string
  readonly items: readonly DigestItem[]
  readonly recipient: Recipient
  readonly publicUrl: string
}

/** One message for several leads. Fails without any. */
export function digestNotification({
  id,
  title,
  items,
  recipient,
  publicUrl,
}: Given): Notification {
  const [first] = items
  if (first === undefined) throw new Error(`Digest ${id} has no leads`)
  return {
    ...{ id, leadId: first.leadId, assignmentId: first.assignmentId },
    ...{ kind: 'digest', priority: 'low', title, recipient, items, actions: [] },
    lines: items.map(({ text }) => text),
    url: `${publicUrl}/leads`,
  }
}
