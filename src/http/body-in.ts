import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import { readBody } from './read-body.ts'

/** What a body says, or why it cannot be read: whether that is refused depends on who sent it. */
export async function bodyIn(
  bytes: Uint8Array,
  contentType: string,
): Promise<{ readonly body: BodyTree; readonly unreadable?: Refused }> {
  try {
    return { body: await readBody(bytes, contentType) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { body: null, unreadable: error }
  }
}
