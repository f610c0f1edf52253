/** Something that happened and is worth a line. */
export type NewsItem = {
  readonly at: Date
  /** `story` is announced by the demo; the others are what reps do or fail to do. */
  readonly kind: 'story' | 'good' | 'bad'
  readonly text: string
}

/** The latest news first. */
export type News = {
  readonly items: readonly NewsItem[]
  tell(kind: NewsItem['kind'], text: string): void
}

const MOST = 100

/** No news yet. */
export function newNews(): News {
  const items: NewsItem[] = []
  return {
    items,
    tell(kind, text) {
      items.unshift({ at: new Date(), kind, text })
      items.length = Math.min(items.length, MOST)
    },
  }
}
