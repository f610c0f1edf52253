import { CommandFailed, type Terminal } from './command.ts'
import { payloadFile } from './payload-file.ts'
import { PreviewAnswer, previewText } from './preview-text.ts'

type Given = {
  readonly source: string
  readonly file: string
  readonly 'content-type'?: string | undefined
  readonly header?: readonly string[] | undefined
  readonly fetched?: boolean | undefined
  readonly json?: boolean | undefined
}

/** Shows what a file would become as a payload of a source. Resolves with the exit code. */
export async function testSource(given: Given, terminal: Terminal): Promise<number> {
  const request = await payloadFile(given.file, given['content-type'])
  const headers = Object.fromEntries((given.header ?? []).map(headerFrom))
  const query = given.fetched === true ? '?fetched=true' : ''
  const path = `/v1/sources/${encodeURIComponent(given.source)}/preview${query}`
  const product = await terminal.product()
  const answer = await product.postBytes(path, { ...request, headers }, PreviewAnswer)
  terminal.out(given.json === true ? JSON.stringify(answer, undefined, 2) : previewText(answer))
  return 0
}

function headerFrom(text: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+)\s*:\s*([\x20-\x7e]*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new CommandFailed(`--header ${text}: write "name: value".`, 2)
  }
  return [name.toLowerCase(), value]
}
