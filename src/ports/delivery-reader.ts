import type { DeliveryId, LeadId } from '../domain/ids.ts'
import type { Delivery } from './intake.ts'
import type { Page, PageRequest } from './page.ts'

/** A delivery without what it says, which may be personal. */
export type DeliveryRow = Pick<
  Delivery,
  'id' | 'sourceKey' | 'receivedAt' | 'contentType' | 'verdict'
> & {
  readonly bytes: number
  /** When all or some of it was erased. */
  readonly erasedAt: Date | undefined
  /** The leads it made or named, also through a chat. */
  readonly leadIds: readonly LeadId[]
}

/** Which deliveries to list; all of what is given must hold. */
export type DeliveryQuery = PageRequest & {
  readonly sourceKey?: string | undefined
  /** Those that made or named this lead. */
  readonly leadId?: LeadId | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** Reads about deliveries. Rejects with `Unavailable` (`database-down`). */
export type DeliveryReader = {
  /** Latest received first. */
  list(query: DeliveryQuery): Promise<Page<DeliveryRow>>
  find(id: DeliveryId): Promise<DeliveryRow | undefined>
}
