import * as z from 'zod'

const Operation = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).default(['Other']),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }).loose())
    .default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
})
type Operation = z.infer<typeof Operation>

/** What the page needs of an OpenAPI document. */
const Api = z.object({
  info: z.object({ title: z.string(), description: z.string().optional() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
})

type Listed = Operation & { readonly method: string; readonly path: string }

/** One plain page that lists every operation of an OpenAPI document; needs no script. */
export function docsPage(openApi: unknown): string {
  const { info, paths } = Api.parse(openApi)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  )
  const tags = [...new Set(operations.flatMap(({ tags: [tag = 'Other'] }) => tag))]
  const sections = tags.map((tag) =>
    section(
      tag,
      operations.filter(({ tags: [first = 'Other'] }) => first === tag),
    ),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}: the API</title>
<style>${STYLE}</style>
<h1>${escaped(info.title)}: the API</h1>
<p>${text(info.description)}</p>
<p>The same as <a href="/docs/openapi.json">OpenAPI</a>.</p>
${sections.join('\n')}
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
pre { overflow: auto; font-size: .8rem; border-left: 3px solid; padding-left: 1rem }`

function section(tag: string, operations: readonly Listed[]): string {
  return `<h2>${escaped(tag)}</h2>\n${operations.map(operationHtml).join('\n')}`
}

function operationHtml(operation: Listed): string {
  const { method, path, summary = '', description, parameters, requestBody, responses } = operation
  const given = parameters.map(
    ({ name, in: where, required = false }) =>
      `<li><code>${escaped(name)}</code> (${escaped(where)}${required ? '' : ', optional'})</li>`,
  )
  return [
    `<details><summary><code>${method.toUpperCase()}</code> <code>${escaped(path)}</code> `,
    `${escaped(summary)}</summary>`,
    description === undefined ? '' : `<p>${text(description)}</p>`,
    given.length === 0 ? '' : `<ul>${given.join('')}</ul>`,
    requestBody === undefined ? '' : `<p>Body</p>${jsonHtml(requestBody)}`,
    `<p>Answers</p>${jsonHtml(responses)}</details>`,
  ].join('')
}

const jsonHtml = (value: unknown) => `<pre>${escaped(JSON.stringify(value, undefined, 2))}</pre>`

/** Plain text with `code` marked and paragraphs kept. */
function text(value = ''): string {
  return escaped(value)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n\n', '</p><p>')
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
