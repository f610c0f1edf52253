import type { SearchWindow } from './lead-source.ts'

/** A search through one source that this process alone goes on with. */
export type HeldSearch = SearchWindow & { readonly sourceKey: string; readonly holder: string }

/** How a search is left: at its end, to go on with, or to begin anew. */
export type SearchEnd = 'complete' | 'to-go-on' | 'to-begin-anew'

/** How far each source was looked through for leads of which nobody had told us. */
export type SourcePositions = {
  /**
   * Takes the search whose turn it is among these sources, for as long as given, and resolves with
   * it; undefined when there is none. A source is looked through from the time it is first named
   * here. A claim that lapses is taken by another process, which goes on at the same page.
   */
  claim(
    sourceKeys: readonly string[],
    by: { readonly holder: string; readonly at: Date; readonly forMs: number },
  ): Promise<HeldSearch | undefined>
  /** Goes on to the next page. Rejects with `Overtaken` when the claim has lapsed. */
  turnTo(page: string, search: HeldSearch, heldUntil: Date): Promise<void>
  /** Gives the search back until it is due again. Does nothing when the claim has lapsed. */
  leave(search: HeldSearch, end: SearchEnd, dueAt: Date): Promise<void>
  /** Those of the dedupe keys that some lead of the source has. */
  known(sourceKey: string, dedupeKeys: readonly string[]): Promise<ReadonlySet<string>>
}
