/** A list that is, or was, what a segment's leads were looked up in. */
export type SegmentVersion = {
  readonly id: string
  /** Counts up over all segments. */
  readonly version: number
  /** The field it is a list of, as `lead.postalCode`. */
  readonly field: string
  readonly entries: number
  readonly loadedBy: string
  readonly loadedAt: Date
  /** Undefined while it is in use. */
  readonly replacedAt: Date | undefined
}

/** The lists of segments, as people load and read them. All reject with `Unavailable`. */
export type SegmentStore = {
  /** Those in use, by id. */
  list(): Promise<readonly SegmentVersion[]>
  /** All versions of one, latest first; none when there never was one. */
  versions(id: string): Promise<readonly SegmentVersion[]>
  /**
   * Makes these values the list of a segment from one moment to the next: until then every look-up
   * sees the one before, and when it fails goes on to. Of two loads at once the one that ends last
   * stays. The values must be as `listedValue` writes them, each once.
   */
  load(
    to: { readonly id: string; readonly field: string; readonly by: string },
    values: readonly string[],
  ): Promise<SegmentVersion>
  /** Takes a list out of use; false when there was none. Its versions can still be read. */
  remove(id: string): Promise<boolean>
}
