import { htmlPage } from './html-page.ts'

type Given = {
  /** Where the script of the page is. */
  readonly script: string
  readonly style?: string
}

/** For whoever has no script to fill the words in. */
const NO_SCRIPT = `<noscript><p>This page needs JavaScript.</p>
<p lang="de">Diese Seite braucht JavaScript.</p></noscript>`

/**
 * A page of reps under a title. It has no words of its own: its script fills in those of `pages/` that
 * `data-word` and `data-label` name, as the title does, in the language of whoever reads it.
 */
export function repPage(titleWord: string, body: string, { script, style = '' }: Given): string {
  const loaded = `${NO_SCRIPT}
${body}
<script type="module" src="${script}"></script>`
  return htmlPage('', loaded, { style, titleWord })
}
