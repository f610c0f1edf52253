/**
 * Where something stands in a document, as people read it: `routing.yaml:31`, or
 * `routing.yaml rules[2].when` where there is no file whose lines could be counted.
 */
export function placeText(place: {
  readonly file: string
  readonly line?: number | null | undefined
  readonly path?: string | undefined
}): string {
  const { file, line, path } = place
  if (line !== undefined && line !== null) return `${file}:${line}`
  return path ? `${file} ${path}` : file
}
