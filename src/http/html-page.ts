type Given = {
  /** Added to that of all pages. */
  readonly style?: string
  /** That its words are in. */
  readonly language?: string
  /** Names the title among the words that a script fills in. */
  readonly titleWord?: string
}

/** A whole plain page under a title; needs no script. */
export function htmlPage(
  title: string,
  body: string,
  { style = '', language = 'en', titleWord }: Given = {},
): string {
  const filledIn = titleWord === undefined ? '' : ` data-word="${titleWord}"`
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title${filledIn}>${escaped(title)}</title>
<style>${STYLE}${style}</style>
<h1${filledIn}>${escaped(title)}</h1>
${body}
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
code { font-family: ui-monospace, monospace }
summary { cursor: pointer; padding: .25rem 0 }
summary code { display: inline-block; min-width: 4rem }
details > * { margin-left: 4.5rem }
details > summary { margin-left: 0 }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .8rem 1.6rem; border: 0;
  border-radius: .5rem; background: #1d4ed8; color: #fff; text-decoration: none; cursor: pointer }
input { display: block; box-sizing: border-box; width: 100%; max-width: 26rem; margin: .4rem 0 1rem;
  padding: .7rem; font: inherit; border: 1px solid #888; border-radius: .5rem }
h1 { font-size: clamp(1.5rem, 6vw, 2rem); line-height: 1.25 }
@media (max-width: 30rem) { button, .button { width: 100%; box-sizing: border-box; text-align: center } }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
pre { overflow: auto; font-size: .8rem; border-left: 3px solid; padding-left: 1rem }`

/** Plain text with `code` and **strong** words marked and paragraphs kept, as HTML. */
export function textHtml(value = ''): string {
  return escaped(value)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g, '<em>$1</em>')
    .replaceAll('\n\n', '</p><p>')
}

/** Text that means nothing but itself in HTML. */
export function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
