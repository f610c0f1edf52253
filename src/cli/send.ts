import { extname } from 'node:path'
import { isLosslessNumber, stringify as jsonText, parse as parseJson } from 'lossless-json'
import { CommandFailed } from './command.ts'
import { defineCommand } from './define-command.ts'
import { CONTENT_TYPES, FORM, payloadBytes } from './payload-file.ts'
import type { RawRequest } from './product.ts'

const help = `Usage: ./stl send <file> --source <key> [--field name=value ...]

Posts the file to the source's capture address, as the vendor would, and prints
the answer. The content type follows from the file's extension: .json, .txt,
.xml, and .form for url-encoded forms.

  --source <key>       the source, as named in the sources document
  --field name=value   set one field of the body; without a file the fields
                       alone are sent, as a form`

/** Sends a file to a source, as its vendor would. */
export const send = defineCommand({
  name: 'send',
  summary: 'send a file to a source, as its vendor would',
  help,
  options: { source: { type: 'string' }, field: { type: 'string', multiple: true } },
  allowPositionals: true,
  async run({ positionals, values, ...terminal }) {
    if (values.source === undefined) throw new CommandFailed('Name a --source.', 2)
    const fields = (values.field ?? []).map(fieldFrom)
    const request = withFields(await requestFrom(positionals, fields), fields)

    const product = await terminal.product()
    const path = `/v1/capture/${encodeURIComponent(values.source)}`
    const { status, text } = await product.postRaw(path, request)
    terminal.out(`${status}${text === '' ? '' : ` ${text}`}`)
    return status < 400 ? 0 : 1
  },
})

type Field = readonly [name: string, value: string]

function fieldFrom(text: string): Field {
  const at = text.indexOf('=')
  if (at < 1) throw new CommandFailed(`--field ${text}: write name=value.`, 2)
  return [text.slice(0, at), text.slice(at + 1)]
}

async function requestFrom(files: readonly string[], fields: readonly Field[]) {
  const [file, ...more] = files
  if (more.length > 0) throw new CommandFailed('Send one file at a time.', 2)
  if (file === undefined) {
    if (fields.length > 0) return { contentType: FORM, body: '' }
    throw new CommandFailed('Name a file to send, or at least one --field.', 2)
  }
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()]
  if (contentType === undefined) {
    const known = Object.keys(CONTENT_TYPES).join(', ')
    throw new CommandFailed(`${file}: send a file with one of the extensions ${known}.`, 2)
  }
  return { contentType, body: await payloadBytes(file) }
}

function withFields({ contentType, body }: RawRequest, fields: readonly Field[]): RawRequest {
  if (fields.length === 0) return { contentType, body }
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  if (contentType === FORM) {
    const form = new URLSearchParams(text)
    for (const [name, value] of fields) form.set(name, value)
    return { contentType, body: form.toString() }
  }
  if (contentType !== 'application/json') {
    throw new CommandFailed('--field goes with JSON files and forms only.', 2)
  }
  return {
    contentType,
    body: jsonText({ ...jsonObject(text), ...Object.fromEntries(fields) }) ?? '',
  }
}

/** Lossless: vendors' ids are numbers beyond what JavaScript keeps exactly. */
function jsonObject(text: string): object {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw new CommandFailed('--field needs a file of valid JSON.')
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isLosslessNumber(value)
  ) {
    return value
  }
  throw new CommandFailed('--field needs a file that is a JSON object.')
}
