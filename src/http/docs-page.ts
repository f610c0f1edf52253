import * as z from 'zod'
import { escaped, htmlPage, textHtml } from './html-page.ts'

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
  const intro = `<p>${textHtml(info.description)}</p>
<p>The same as <a href="/docs/openapi.json">OpenAPI</a>.</p>`
  return htmlPage(`${info.title}: the API`, [intro, ...sections].join('\n'))
}

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
    description === undefined ? '' : `<p>${textHtml(description)}</p>`,
    given.length === 0 ? '' : `<ul>${given.join('')}</ul>`,
    requestBody === undefined ? '' : `<p>Body</p>${jsonHtml(requestBody)}`,
    `<p>Answers</p>${jsonHtml(responses)}</details>`,
  ].join('')
}

const jsonHtml = (value: unknown) => `<pre>${escaped(JSON.stringify(value, undefined, 2))}</pre>`
