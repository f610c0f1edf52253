import { escaped, htmlPage, textHtml } from './html-page.ts'

/**
 * `docs/failures.md` as a page, with an anchor for every code, where the `type` of a problem leads.
 * Of Markdown it knows what that file uses: headings, lists, paragraphs, code and emphasis.
 */
export function failuresPage(markdown: string): string {
  const blocks = markdown
    .split(/\n{2,}|(?<=^#.*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !/^# /.test(block))
  const vendors = codesIn(/^Vendors behind HTTP: ([^.]+)\./m.exec(markdown)?.[1] ?? '')
  return htmlPage('Failures', blocks.map((block) => blockHtml(block, vendors)).join('\n'))
}

function blockHtml(block: string, vendors: readonly string[]): string {
  const [, marks = '', heading = ''] = /^(##+) (.+)$/.exec(block) ?? []
  if (marks === '##') return `<h2>${textHtml(heading)}</h2>`
  if (marks === '###') return `<h3${anchor(heading)}>${vendorAnchors(heading, vendors)}</h3>`
  if (block.startsWith('- ')) return listHtml(block)
  const also = /^Also ([^.]+)\./.exec(block)?.[1] ?? ''
  return `${codesIn(also).map(emptyAnchor).join('')}<p>${textHtml(block)}</p>`
}

const anchor = (heading: string) => (/^[a-z0-9-]+$/.test(heading) ? ` id="${heading}"` : '')

/** A heading for all vendors, `<vendor>-busy`, is where each of them is found. */
function vendorAnchors(heading: string, vendors: readonly string[]): string {
  const ending = /^`<vendor>(-[a-z-]+)`$/.exec(heading)?.[1]
  const anchors = ending === undefined ? [] : vendors.map((vendor) => emptyAnchor(vendor + ending))
  return `${anchors.join('')}${textHtml(heading)}`
}

function listHtml(block: string): string {
  const items = block.slice(2).split('\n- ')
  return `<ul>${items.map((item) => `<li>${textHtml(item)}</li>`).join('')}</ul>`
}

const emptyAnchor = (code: string) => `<a id="${escaped(code)}"></a>`

const codesIn = (text: string) => [...text.matchAll(/`([a-z0-9-]+)`/g)].map(([, code = '']) => code)
