import { CommandFailed } from './command.ts'
import { payloadFile } from './payload-file.ts'
import { PreviewAnswer, previewText } from './preview-text.ts'
import type { SourcesCall } from './sources.ts'

/** Shows what a file would become as a payload of a source. Resolves with the exit code. */
export async function testSource(
  source: string,
  file: string,
  { values, print, product }: SourcesCall,
): Promise<number> {
  const request = await payloadFile(file, values['content-type'])
  const headers = Object.fromEntries((values.header ?? []).map(headerFrom))
  const query = values.fetched === true ? '?fetched=true' : ''
  const path = `/v1/sources/${encodeURIComponent(source)}/preview${query}`
  print(
    await (await product()).postBytes(path, { ...request, headers }, PreviewAnswer),
    previewText,
  )
  return 0
}

function headerFrom(text: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+)\s*:\s*([\x20-\x7e]*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new CommandFailed(`--header ${text}: write "name: value".`, 2)
  }
  return [name.toLowerCase(), value]
}
